package io.ironstead.model.app;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One queue as {@code queue.yaml} has it.
 *
 * @param name 1 to 100 letters, digits and hyphens
 * @param ratePerSecond tasks that may begin in the long run; 0 holds the queue still. Of a pull queue without meaning
 * @param rate the same as written ({@code 5/s}), for people
 * @param bucketSize tasks that may begin at once after a quiet time, 1 or more
 * @param concurrentMax tasks that run at the same time, 1 or more
 * @param target {@code service}, {@code version.service} or {@code instance.version.service}, where tasks that say
 *     nothing else go; absent: to the default service
 */
public record QueueDefinition(
        String name,
        Mode mode,
        double ratePerSecond,
        String rate,
        double bucketSize,
        int concurrentMax,
        Optional<String> target,
        RetryRules retry) {
    public static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-]{1,100}");

    /** Every site has it. */
    public static final String DEFAULT_NAME = "default";

    /** App Engine's: 5 a second, 5 at once. */
    public static final QueueDefinition DEFAULT = push(DEFAULT_NAME);

    private static final int CONCURRENT_DEFAULT = 1000;

    /** Who takes the tasks out. */
    public enum Mode {
        /** The platform sends each to the program as a request. */
        PUSH,
        /** The program leases them. */
        PULL
    }

    public QueueDefinition {
        if (!NAME.matcher(name).matches() || ratePerSecond < 0 || bucketSize < 1 || concurrentMax < 1) {
            throw new IllegalArgumentException("A queue has a name, a rate, a bucket and places");
        }
    }

    public static QueueDefinition push(String name) {
        return new QueueDefinition(
                name, Mode.PUSH, 5, "5/s", 5, CONCURRENT_DEFAULT, Optional.empty(), RetryRules.DEFAULT);
    }
}
