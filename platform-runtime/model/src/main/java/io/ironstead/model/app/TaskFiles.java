package io.ironstead.model.app;

import java.util.List;
import java.util.Optional;

/**
 * What a bundle says of its site's task queues and scheduled jobs.
 *
 * @param queues absent without {@code queue.yaml}: the site's queues stay as another version said
 * @param jobs absent without {@code cron.yaml}, likewise
 */
public record TaskFiles(Optional<List<QueueDefinition>> queues, Optional<List<CronJob>> jobs) {
    public static final TaskFiles NONE = new TaskFiles(Optional.empty(), Optional.empty());

    public TaskFiles {
        queues = queues.map(List::copyOf);
        jobs = jobs.map(List::copyOf);
    }
}
