package io.ironstead.cluster.placement;

import io.ironstead.cluster.placement.PoolPicture.NodePicture;
import io.ironstead.cluster.placement.PoolPicture.Seat;
import io.ironstead.cluster.placement.PoolPicture.VersionPicture;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A pool that a test describes, and that obeys a plan at once when told to. */
final class Pools {
    static final long MIB = 1L << 20;

    final List<NodePicture> nodes = new ArrayList<>();
    final List<VersionPicture> versions = new ArrayList<>();

    static NodeId node(int number) {
        return new NodeId("node-%02d".formatted(number));
    }

    static VersionKey key(String site) {
        return new VersionKey(new SiteName(site), ServiceName.DEFAULT, new VersionId("v1"));
    }

    /** Nodes of 4 processors. */
    static Pools of(int nodes, long memoryMib) {
        var pool = new Pools();
        IntStream.range(0, nodes)
                .forEach(number -> pool.nodes.add(new NodePicture(node(number), memoryMib * MIB, 4, true)));
        return pool;
    }

    static VersionWish wish(String site, int min, int max) {
        return new VersionWish(key(site), min, max, 0, 6, 0.6, 384 * MIB, 600, Duration.ofMinutes(5));
    }

    static VersionLoad load(double requests, double processors) {
        return new VersionLoad(requests, requests, processors, processors, requests > 0 ? 0 : 10);
    }

    static Seat ready(int node, int instances) {
        return new Seat(node(node), 0, instances, 0);
    }

    Pools with(VersionWish wish, VersionLoad load, Seat... seats) {
        versions.add(new VersionPicture(wish, load, List.of(seats)));
        return this;
    }

    Pools with(String site, double requests, Seat... seats) {
        return with(wish(site, 0, 1000), load(requests, requests * 0.05), seats);
    }

    void closeNode(int number) {
        var before = nodes.get(number);
        nodes.set(number, new NodePicture(before.node(), before.memoryBytes(), before.processors(), false));
    }

    PoolPicture picture() {
        return new PoolPicture(nodes, versions);
    }

    PlacementPlan decide() {
        return Placement.decide(picture(), PlacementRules.USUAL);
    }

    /** Starts and stops what the plan says. Those that start are ready when {@code started}. */
    void obey(PlacementPlan plan, boolean started) {
        versions.replaceAll(version -> {
            var wanted = plan.wanted(version.wish().version());
            var seats = new ArrayList<Seat>();
            var total = wanted.values().stream().mapToInt(Integer::intValue).sum();
            wanted.forEach((node, count) -> {
                int ready = version.seats().stream()
                        .filter(seat -> seat.node().equals(node))
                        .mapToInt(Seat::ready)
                        .sum();
                int kept = started ? count : Math.min(count, ready);
                double processors = version.load().processors() * count / total;
                seats.add(new Seat(node, count - kept, kept, processors));
            });
            return new VersionPicture(version.wish(), version.load(), seats);
        });
    }
}
