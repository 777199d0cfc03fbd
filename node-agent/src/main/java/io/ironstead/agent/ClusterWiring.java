package io.ironstead.agent;

import io.ironstead.agent.cluster.ClusterPorts;
import io.ironstead.agent.cluster.ClusterRounds;
import io.ironstead.agent.cluster.Goodbye;
import io.ironstead.agent.cluster.OwnCard;
import io.ironstead.agent.cluster.PlacementRounds;
import io.ironstead.agent.cluster.WishList;
import io.ironstead.agent.disk.DataFolder;
import io.ironstead.agent.join.Renewal;
import io.ironstead.agent.timers.FixedRate;
import io.ironstead.agent.timers.SystemTimers;
import io.ironstead.broker.PeersDoor;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.cluster.Member;
import io.ironstead.cluster.MemberSettings;
import io.ironstead.cluster.Neighbours;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.cluster.routing.RoutedInstances;
import io.ironstead.instances.InstanceSettings;
import io.ironstead.instances.Instances;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.control.ClusterPoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes this node one of a pool. As long as it is alone, nothing here runs but a look twice a second. */
@Configuration(proxyBeanMethods = false)
class ClusterWiring {
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final int FINGERPRINT_PART = 16;

    @Bean
    ClusterPoint clusterPoint(AgentSettings settings, DataFolder folder, Renewal joined) {
        var host = settings.clusterAddress().isBlank()
                ? new Addresses(settings.httpAddress()).remote()
                : settings.clusterAddress();
        try {
            return new ClusterPorts(folder.path().resolve("cluster.json")).settle(host);
        } catch (IOException unusable) {
            throw new CannotStart(
                    "Other nodes cannot reach this one at " + host + " (" + unusable.getMessage()
                            + "). Name an address of this machine with --agent.cluster-address.",
                    unusable);
        }
    }

    /** One for memcache and cards. Two consoles' pools never meet: each has a CA of its own. */
    @Bean
    Member member(Renewal identity, ClusterPoint point) {
        var pool = "ironstead-" + identity.get().caFingerprint().hex().substring(0, FINGERPRINT_PART);
        return new Member(new MemberSettings(identity.get().node(), pool, point.host(), point.memberPort()));
    }

    @Bean
    OwnCard ownCard(
            Renewal identity,
            ClusterPoint point,
            Switchboard switchboard,
            InstanceSettings settings,
            WishList wishes,
            InstantSource clock) {
        var limits = settings.limits();
        return new OwnCard(
                identity.get().node(),
                point,
                clock.instant().toEpochMilli(),
                switchboard::empties,
                new NodeRoom(limits.memoryBytesMax(), limits.processors()),
                wishes,
                switchboard::instances,
                switchboard::dataPart);
    }

    @Bean
    Neighbours neighbours(Member member, OwnCard card) {
        return new Neighbours(member, card.node(), card, System::nanoTime);
    }

    @Bean
    Goodbye goodbye(Neighbours neighbours, Switchboard switchboard) {
        var goodbye = new Goodbye(neighbours);
        switchboard.put(goodbye);
        return goodbye;
    }

    @Bean
    WishList wishList(Switchboard switchboard, InstanceSettings settings) {
        return new WishList(switchboard::desired, settings.limits());
    }

    @Bean
    PlacementRounds placementRounds(
            OwnCard card, Neighbours neighbours, Switchboard switchboard, WishList wishes, Instances instances) {
        return new PlacementRounds(
                card.node(),
                neighbours::alive,
                () -> card.apply(0),
                switchboard::desired,
                wishes,
                instances,
                System::nanoTime);
    }

    @Bean
    PeerTls peerTls(Renewal identity, Switchboard switchboard, InstantSource clock) {
        var mine = identity.get();
        try {
            return new PeerTls(
                    mine.key(),
                    mine.certificate(),
                    mine.ca(),
                    node -> switchboard.desired().members().stream()
                            .anyMatch(member -> member.node().equals(node)),
                    clock);
        } catch (SSLException broken) {
            throw new CannotStart("This node's certificate cannot be shown to other nodes.", broken);
        }
    }

    @Bean
    PeersDoor peersDoor(
            ClusterPoint point,
            PeerTls tls,
            Instances instances,
            Neighbours neighbours,
            PlacementRounds placement,
            Switchboard switchboard) {
        InstanceSource here = (version, wait) -> switchboard.desired().drain()
                ? CompletableFuture.failedFuture(
                        new NoInstanceException(NoInstanceException.Reason.STOPPING, "This machine is being emptied"))
                : instances.lease(version, wait);
        var anywhere = new RoutedInstances(
                here,
                instances::room,
                neighbours::alive,
                placement,
                System::nanoTime,
                bound -> ThreadLocalRandom.current().nextInt(bound));
        return new PeersDoor(new InetSocketAddress(point.host(), point.peerPort()), tls, anywhere);
    }

    @Bean(destroyMethod = "")
    FixedRate clusterRounds(
            SystemTimers timers,
            Neighbours neighbours,
            PeerTls tls,
            Renewal identity,
            PlacementRounds placement,
            Switchboard switchboard) {
        var rounds = new ClusterRounds(neighbours, () -> switchboard.desired().members(), tls, identity, placement);
        return new FixedRate(timers, ROUND, rounds);
    }
}
