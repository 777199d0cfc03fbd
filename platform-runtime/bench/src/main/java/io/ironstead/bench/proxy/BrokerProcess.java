package io.ironstead.bench.proxy;

import io.ironstead.broker.Broker;
import io.ironstead.broker.BrokerListener;
import io.ironstead.broker.BrokerSettings;
import io.ironstead.broker.route.RouteTable;
import io.ironstead.model.Dialer;
import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.Lease;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The broker as a process of its own, every duty on, before one instance that is always there. Ends with its standard
 * input. Arguments: its own port, the instance's port, the number of event loops.
 */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        var dialer = Dialer.loopback(Integer.parseInt(arguments[1]));
        var settings = BrokerSettings.at(new NodeId("bench"), new InetSocketAddress("127.0.0.1", port));
        settings = new BrokerSettings(
                settings.node(),
                settings.http(),
                Optional.empty(),
                Integer.parseInt(arguments[2]),
                settings.limits(),
                settings.timeouts());
        var place = new Place(dialer);
        var broker = Broker.start(
                settings,
                (version, waitMax) -> CompletableFuture.completedFuture(place),
                BrokerListener.NONE,
                InstantSource.system());
        broker.route(RouteTable.of(List.of(site()), "localhost", digest -> Optional.empty()));
        System.out.println(broker.httpAddress().getPort());
        // Whoever started this holds the other end.
        while (System.in.read() >= 0) {
            broker.takeTraffic();
        }
        broker.close();
    }

    private record Place(Dialer dialer) implements Lease {
        private static final InstanceId ID = new InstanceId("bench-1");

        @Override
        public InstanceId instance() {
            return ID;
        }

        @Override
        public boolean cold() {
            return false;
        }

        @Override
        public void unreachable() {
            System.err.println("The backend cannot be reached");
        }

        @Override
        public void close() {}
    }

    private static DesiredSite site() {
        var version = new VersionId("v1");
        var app = new AppDescriptor(
                Runtime.CUSTOM,
                "custom",
                ServiceName.DEFAULT,
                Optional.empty(),
                Map.of(),
                List.of(new Handler.Script("/.*", "auto", Handler.Access.OPEN)),
                Scaling.Automatic.DEFAULT,
                InstanceClass.F1,
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        var desired = new DesiredVersion(
                ServiceName.DEFAULT,
                version,
                1,
                new Digest("0".repeat(64)),
                DesiredVersion.ArchiveKind.ZIP,
                app,
                true,
                false);
        return new DesiredSite(
                new SiteName("bench"),
                new TenantId("bench"),
                List.of("127.0.0.1"),
                false,
                Map.of(ServiceName.DEFAULT, TrafficSplit.all(version)),
                List.of(desired),
                List.of());
    }
}
