package io.ironstead.agent.metrics;

import io.ironstead.agent.timers.FixedRate;
import io.ironstead.agent.timers.Timers;
import io.ironstead.model.control.NodeReport;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells once a second how this node is; a report takes the counts of its own second with it. */
public final class Reports {
    static final Duration PERIOD = Duration.ofSeconds(1);

    private Reports() {}

    /**
     * @param reading takes the report of the second that ends; called also while nobody listens, so that the first
     *     report after an outage does not hold the counts of all of it
     */
    public static FixedRate everySecond(Timers timers, Supplier<NodeReport> reading, Consumer<NodeReport> listener) {
        return new FixedRate(timers, PERIOD, () -> listener.accept(reading.get()));
    }
}
