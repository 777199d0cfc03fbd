package io.ironstead.console.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The queues and scheduled jobs of a site as the machine that runs them says. */
public record SiteTasks(List<Queue> queues, List<Job> jobs) {
    public SiteTasks {
        queues = List.copyOf(queues);
        jobs = List.copyOf(jobs);
    }

    /**
     * One queue.
     *
     * @param mode {@code push} or {@code pull}
     * @param rate as in its file, {@code 5/s}; empty for a pull queue
     * @param listed false: no version with traffic has it any more, and its tasks wait
     * @param tasks counted no further than 10,000
     * @param more whether there are more
     * @param oldest when its first task is due, or was
     * @param endedLastMinute attempts of all outcomes
     */
    public record Queue(
            String name,
            String mode,
            String rate,
            double bucketSize,
            int maxConcurrentRequests,
            Optional<String> target,
            boolean listed,
            boolean paused,
            int tasks,
            boolean more,
            Optional<Instant> oldest,
            int running,
            int endedLastMinute) {}

    /**
     * One scheduled job.
     *
     * @param status of its last answer; 0 when nobody answered, or it has not run
     * @param reason why nobody answered; empty when somebody did
     */
    public record Job(
            String id,
            String url,
            String description,
            String schedule,
            String timezone,
            Optional<String> target,
            Instant next,
            boolean running,
            Optional<Instant> began,
            Optional<Instant> ended,
            int status,
            String reason) {}

    /** Some tasks of a queue, eldest first. */
    public record Waiting(List<Task> tasks) {
        public Waiting {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * One task that waits.
     *
     * @param method absent for a pull task
     * @param lastStatus of its last answer; 0 when there was none
     * @param bytes of its payload
     */
    public record Task(
            String name,
            Instant eta,
            Optional<String> method,
            Optional<String> url,
            int retries,
            int lastStatus,
            int bytes) {}
}
