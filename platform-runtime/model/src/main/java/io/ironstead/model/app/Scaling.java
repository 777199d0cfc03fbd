package io.ironstead.model.app;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** When instances of a version start and stop: App Engine's three kinds, with App Engine's defaults. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Scaling {

    /**
     * Instances follow the load; with {@code minInstances} 0 the version sleeps when nobody asks.
     *
     * @param minInstances 0 to 1000, kept running while the version takes traffic
     * @param maxInstances 1 to 1000; 1000 stands for "no limit of its own"
     * @param minIdleInstances 0 to 1000, spare above what the load needs
     * @param maxConcurrentRequests 1 to 1000 at one instance
     * @param targetCpu 0.5 to 0.95
     * @param targetThroughput 0.5 to 0.95 of {@code maxConcurrentRequests}
     * @param minPendingLatency how long a request waits before it may start another instance
     * @param maxPendingLatency how long a request may wait before it must start another instance
     */
    record Automatic(
            int minInstances,
            int maxInstances,
            int minIdleInstances,
            int maxConcurrentRequests,
            double targetCpu,
            double targetThroughput,
            Duration minPendingLatency,
            Duration maxPendingLatency)
            implements Scaling {
        public static final Automatic DEFAULT =
                new Automatic(0, 1000, 0, 10, 0.6, 0.6, Duration.ofMillis(10), Duration.ofMillis(30));
    }

    /** Instances start on demand, up to {@code maxInstances} (1 to 1000), and stop after {@code idleTimeout}. */
    record Basic(int maxInstances, Duration idleTimeout) implements Scaling {}

    /** Always {@code instances} (1 to 1000) of them. */
    record Manual(int instances) implements Scaling {}
}
