package io.ironstead.model.app;

import java.time.ZoneId;
import java.util.Optional;

/**
 * One job as {@code cron.yaml} has it: a GET of an address of the site, again and again.
 *
 * @param url path and query
 * @param description empty for none
 * @param schedule in App Engine's words, which {@link io.ironstead.model.schedule.Schedule} reads
 * @param target as a queue's, see {@link QueueDefinition}
 * @param retry what happens when it fails; absent: nothing before its next time
 */
public record CronJob(
        String url,
        String description,
        String schedule,
        ZoneId zone,
        Optional<String> target,
        Optional<RetryRules> retry) {

    /** The same for a job that stays what it is when others come and go. */
    public String id() {
        String text = String.join("\n", url, schedule, zone.getId(), target.orElse(""), description);
        return java.util
                .UUID
                .nameUUIDFromBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }
}
