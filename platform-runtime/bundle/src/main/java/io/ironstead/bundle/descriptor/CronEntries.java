package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.RetryRules;
import io.ironstead.model.schedule.BadScheduleException;
import io.ironstead.model.schedule.Schedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jobs of {@code cron.yaml} and {@code cron.xml}; bounds are App Engine's. */
final class CronEntries {
    static final List<String> MAPS = List.of("retry_parameters");

    private static final int JOBS_MAX = 250;
    private static final int URL_LENGTH_MAX = 2_083;
    private static final int DESCRIPTION_LENGTH_MAX = 499;

    private CronEntries() {}

    static List<CronJob> read(List<FileEntry> entries) throws DescriptorException {
        var jobs = new ArrayList<CronJob>();
        for (var entry : entries) {
            if (jobs.size() == JOBS_MAX) {
                throw IndexDraft.wrong(entry.where(), "a site has at most " + JOBS_MAX + " scheduled jobs");
            }
            var job = job(entry);
            if (jobs.contains(job)) {
                throw IndexDraft.wrong(entry.where(), "the same job is there twice");
            }
            jobs.add(job);
        }
        return jobs;
    }

    private static CronJob job(FileEntry entry) throws DescriptorException {
        entry.refuseOthers(
                "a job",
                "url",
                "description",
                "schedule",
                "timezone",
                "target",
                "retry_parameters",
                "attempt_deadline");
        String url = entry.required("url", "a job");
        if (!url.startsWith("/")
                || url.length() > URL_LENGTH_MAX
                || !url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw entry.wrong("url", "a job's \"url\" is a path of the site, such as /tasks/summary");
        }
        String description = entry.text("description").orElse("");
        if (description.length() > DESCRIPTION_LENGTH_MAX) {
            throw entry.wrong("description", "a description has at most " + DESCRIPTION_LENGTH_MAX + " characters");
        }
        String schedule = entry.required("schedule", "a job");
        try {
            Schedule.parse(schedule);
        } catch (BadScheduleException wrong) {
            throw entry.wrong("schedule", "\"" + schedule + "\": " + wrong.getMessage());
        }
        Optional<FileEntry> retry = entry.part("retry_parameters");
        Optional<RetryRules> rules =
                retry.isPresent() ? Optional.of(QueueEntries.retry(retry.get(), "job")) : Optional.empty();
        return new CronJob(url, description, schedule, zone(entry), QueueEntries.target(entry), rules);
    }

    private static ZoneId zone(FileEntry entry) throws DescriptorException {
        var name = entry.text("timezone");
        if (name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name.get());
        } catch (DateTimeException unknown) {
            throw entry.wrong("timezone", "there is no time zone \"" + name.get() + "\"; one is such as Europe/Vienna");
        }
    }
}
