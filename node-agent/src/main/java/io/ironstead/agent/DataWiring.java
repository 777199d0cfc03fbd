package io.ironstead.agent;

import io.ironstead.agent.converse.DataDesk;
import io.ironstead.agent.data.CloudDatastoreDoor;
import io.ironstead.agent.data.ConsoleData;
import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.data.HostedIndexes;
import io.ironstead.agent.data.SiteData;
import io.ironstead.agent.data.pool.HandOver;
import io.ironstead.agent.data.pool.OwnData;
import io.ironstead.agent.data.pool.PoolData;
import io.ironstead.agent.data.pool.SiteLeaders;
import io.ironstead.agent.disk.DataFolder;
import io.ironstead.agent.files.NodeFiles;
import io.ironstead.agent.join.Renewal;
import io.ironstead.agent.sandbox.SiteEgress;
import io.ironstead.agent.tasks.ConsoleTasks;
import io.ironstead.agent.timers.FixedRate;
import io.ironstead.agent.timers.SystemTimers;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.Neighbours;
import io.ironstead.cluster.NodeCard;
import io.ironstead.datastore.wire.v1.V1Limits;
import io.ironstead.datastore.wire.v1.V1Server;
import io.ironstead.datastore.wire.v1.net.Listeners;
import io.ironstead.instances.launch.PythonJobs;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.control.ClusterPoint;
import io.ironstead.sandbox.Sandbox;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.services.api.ApiServer;
import io.ironstead.services.taskqueue.NodeTasks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Builds the sites' data, and the doors that programs find around them: to it, and to App Engine's services. */
@Configuration(proxyBeanMethods = false)
class DataWiring {
    private static final Duration HAND_OVER_LOOK = Duration.ofMillis(500);
    private static final Duration WARM_LOOK = Duration.ofSeconds(1);

    /** Where clients on this machine find every site's data, if it is offered. */
    record MachineDoor(Optional<Listeners.Listening> listening) {
        Optional<InetSocketAddress> address() {
            return listening.map(Listeners.Listening::address);
        }
    }

    @Bean
    CouchHome couch(AgentSettings settings, DataFolder folder, Renewal joined, InstantSource clock) {
        try {
            return settings.couchPasswordFile() == null || settings.couch().isEmpty()
                    ? CouchHome.embedded(folder.path().resolve("couch"), clock)
                    : CouchHome.at(
                            settings.couch(),
                            settings.couchUser(),
                            settings.couchPasswordFile(),
                            settings.couchCopies());
        } catch (IOException unusable) {
            throw new CannotStart("The place of the sites' data cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    @Bean
    SiteData siteData(
            AgentSettings settings,
            DataFolder folder,
            CouchHome couch,
            Renewal identity,
            Switchboard switchboard,
            InstantSource clock) {
        return new SiteData(
                folder.path().resolve("datastore"),
                couch,
                settings.logSlots(),
                identity.get().node(),
                new HostedIndexes(() -> switchboard.desired().sites()),
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    NodeFiles files(AgentSettings settings, DataFolder folder, Renewal identity, InstantSource clock) {
        try {
            return new NodeFiles(folder.path().resolve("files"), identity.get().node(), settings.tahoe(), clock);
        } catch (IOException unusable) {
            throw new CannotStart("The stored files cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    @Bean
    V1Server cloudDatastore() {
        return new V1Server(V1Limits.DEFAULT);
    }

    @Bean
    OwnData ownData(Renewal identity, CouchHome couch, SiteData data, Switchboard switchboard) {
        return new OwnData(identity.get().node(), couch, data, switchboard::desired, switchboard::empties);
    }

    @Bean
    SiteLeaders siteLeaders(Renewal identity, OwnData own, Neighbours neighbours, Switchboard switchboard) {
        return new SiteLeaders(
                identity.get().node(),
                own,
                neighbours::alive,
                () -> Math.max(0, switchboard.desired().members().size() - 1),
                System::nanoTime);
    }

    @Bean
    PoolData poolData(
            ClusterPoint point,
            PeerTls tls,
            Renewal identity,
            SiteLeaders leaders,
            V1Server cloudDatastore,
            OwnData own,
            SiteData data,
            Switchboard switchboard) {
        try {
            var pool =
                    new PoolData(new InetSocketAddress(point.host(), 0), tls, identity, leaders, cloudDatastore, data);
            switchboard.put(() -> new DataPart(pool.port(), own.keeps(), data.led()));
            return pool;
        } catch (IOException unusable) {
            throw new CannotStart(
                    "Other nodes cannot reach the data at " + point.host() + " (" + unusable.getMessage()
                            + "). Name an address of this machine with --agent.cluster-address.",
                    unusable);
        }
    }

    /** Looked at twice a second, and once more when this node stops. */
    @Bean
    HandOver handOver(SiteLeaders leaders, SiteData data, Neighbours neighbours) {
        return new HandOver(leaders::isToGiveAway, leaders::isTakenOver, data, neighbours::tell);
    }

    @Bean(destroyMethod = "")
    FixedRate handOvers(SystemTimers timers, HandOver handOver) {
        return new FixedRate(timers, HAND_OVER_LOOK, handOver);
    }

    @Bean(destroyMethod = "")
    FixedRate lostPeers(SystemTimers timers, PoolData pool, Neighbours neighbours) {
        return new FixedRate(
                timers,
                HAND_OVER_LOOK,
                pool.lostPeers(
                        () -> neighbours.alive().stream().map(NodeCard::node).collect(Collectors.toSet())));
    }

    @Bean(destroyMethod = "")
    FixedRate warmSites(SystemTimers timers, PoolData pool) {
        return new FixedRate(timers, WARM_LOOK, pool.warm());
    }

    @Bean
    DataDesk consoleData(V1Server server, SiteData data, NodeTasks tasks, PoolData pool) {
        return pool.desk(new ConsoleTasks(tasks, new ConsoleData(server, data)));
    }

    @Bean
    MachineDoor machineDoor(AgentSettings settings, V1Server server, SiteData data, PoolData pool) {
        if (settings.datastorePort() == null) {
            return new MachineDoor(Optional.empty());
        }
        var address = new InetSocketAddress("127.0.0.1", settings.datastorePort());
        try {
            return new MachineDoor(Optional.of(server.listen(address, data.all(), pool.road())));
        } catch (IOException taken) {
            throw new CannotStart(
                    "Port " + settings.datastorePort() + " for Cloud Datastore's clients cannot be opened ("
                            + taken.getMessage() + "). Choose another with --agent.datastore-port.",
                    taken);
        }
    }

    @Bean
    InstanceSurroundings surroundings(
            ApiServer api,
            V1Server cloudDatastore,
            SiteData data,
            PoolData pool,
            DataFolder folder,
            AgentSettings settings,
            EgressProxy egress,
            Sandbox sandbox) {
        var parts = new ArrayList<InstanceSurroundings>(List.of(
                api,
                new CloudDatastoreDoor(cloudDatastore, data, pool.road()),
                new PythonJobs(folder.path().resolve("python"))));
        if (sandbox.wall().hasOwnNetwork()) {
            parts.add(SiteEgress.of(egress, settings.egress()));
        }
        return InstanceSurroundings.all(parts);
    }
}
