package io.ironstead.broker;

import io.ironstead.broker.route.RouteTable;
import io.ironstead.broker.traffic.TrafficReport;
import io.ironstead.model.InstanceSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Where visitors come in. Answers 404 for every name until the first {@link #route}. Safe for use by any thread. */
public final class Broker implements AutoCloseable {

    private Broker() {}

    /**
     * Listens.
     *
     * @param clock for the {@code Date} of answers and the time of samples
     * @throws IOException when an address is taken or not of this machine
     */
    public static Broker start(
            BrokerSettings settings, InstanceSource instances, BrokerListener listener, InstantSource clock)
            throws IOException {
        throw new IOException("Not listening yet");
    }

    /** Where visitors come in by HTTP, with the port that was taken. */
    public InetSocketAddress httpAddress() {
        throw new IllegalStateException();
    }

    /** Where visitors come in by HTTPS; empty when that is off. */
    public Optional<InetSocketAddress> httpsAddress() {
        return Optional.empty();
    }

    /**
     * From the next request on, visitors get exactly this. Requests that run go on with what they have. New
     * certificates are read in the background.
     */
    public void route(RouteTable table) {}

    /** Takes what was counted since the last call. Waits at most a second for busy event loops. */
    public TrafficReport takeTraffic() {
        throw new IllegalStateException();
    }

    /**
     * Takes no new connections, ends idle ones, and waits until every request was answered.
     *
     * @return false when requests were still running after {@code max}
     */
    public boolean drain(Duration max) {
        return true;
    }

    /** Breaks off what still runs. */
    @Override
    public void close() {}
}
