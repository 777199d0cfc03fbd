package io.ironstead.broker;

import io.ironstead.broker.http.Limits;
import io.ironstead.broker.http.Timeouts;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.SiteCertificate;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Everything that can be set on a broker.
 *
 * @param node told to visitors in {@code X-Ironstead-Node}
 * @param http where visitors come in; port 0 takes any free one
 * @param https where visitors come in by HTTPS, if at all
 * @param threads event loops; 0: one for each processor
 */
public record BrokerSettings(
        NodeId node, InetSocketAddress http, Optional<Https> https, int threads, Limits limits, Timeouts timeouts) {

    public BrokerSettings {
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("A broker must have 0 to 1024 threads");
        }
    }

    /** Defaults for everything but where to listen. */
    public static BrokerSettings at(NodeId node, InetSocketAddress http) {
        return new BrokerSettings(node, http, Optional.empty(), 0, Limits.DEFAULT, Timeouts.DEFAULT);
    }

    public BrokerSettings withHttps(InetSocketAddress address, SiteCertificate ownCertificate) {
        return new BrokerSettings(
                node, http, Optional.of(new Https(address, ownCertificate)), threads, limits, timeouts);
    }

    public BrokerSettings withLimits(Limits changed) {
        return new BrokerSettings(node, http, https, threads, changed, timeouts);
    }

    public BrokerSettings withTimeouts(Timeouts changed) {
        return new BrokerSettings(node, http, https, threads, limits, changed);
    }

    /** @param ownCertificate the node's own, for every name that has none; usually self-signed */
    public record Https(InetSocketAddress address, SiteCertificate ownCertificate) {}
}
