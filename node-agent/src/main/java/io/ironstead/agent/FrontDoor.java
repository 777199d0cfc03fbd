package io.ironstead.agent;

import io.ironstead.agent.join.Renewal;
import io.ironstead.agent.tls.OwnCertificate;
import io.ironstead.broker.Broker;
import io.ironstead.broker.BrokerListener;
import io.ironstead.broker.BrokerSettings;
import io.ironstead.broker.PeersDoor;
import io.ironstead.broker.route.RouteTable;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.TicketOffice;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;

/** Opens the ports for visitors, or says in one sentence why that cannot be. */
record FrontDoor(
        AgentSettings settings, OwnCertificate certificate, Renewal identity, PeersDoor peers, InstantSource clock) {

    Broker open(InstanceSource instances, TicketOffice tickets, BrokerListener listener, RouteTable first) {
        var http = new InetSocketAddress(settings.httpAddress(), settings.httpPort());
        if (http.isUnresolved()) {
            throw new CannotStart("agent.http-address is \"" + settings.httpAddress()
                    + "\", which is neither an address nor a name of this machine.");
        }
        try {
            var plain = BrokerSettings.at(identity.get().node(), http);
            var port = settings.httpsPort();
            var all = port == null
                    ? plain
                    : plain.withHttps(new InetSocketAddress(settings.httpAddress(), port), certificate.get());
            return Broker.start(all, instances, peers, tickets, listener, clock, first);
        } catch (IOException refused) {
            requireFree(http, "--agent.http-port");
            if (settings.httpsPort() != null) {
                requireFree(new InetSocketAddress(settings.httpAddress(), settings.httpsPort()), "--agent.https-port");
            }
            requireFree(peers.address(), "another agent.cluster-address");
            throw new CannotStart("The ports for visitors cannot be opened: " + refused.getMessage(), refused);
        }
    }

    /** Which of the ports was the trouble is found out by trying. */
    private static void requireFree(InetSocketAddress address, String setting) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (BindException taken) {
            throw new CannotStart(
                    "Visitors cannot come in at " + address.getHostString() + " port " + address.getPort() + " ("
                            + taken.getMessage() + "). Stop the program that has this port, or choose another with "
                            + setting + ".",
                    taken);
        } catch (IOException somethingElse) {
            throw new CannotStart(
                    "Visitors cannot come in at " + address.getHostString() + " port " + address.getPort() + " ("
                            + somethingElse.getMessage() + ").",
                    somethingElse);
        }
    }
}
