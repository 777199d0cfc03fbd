package io.ironstead.cluster.placement;

import io.ironstead.cluster.placement.PoolPicture.NodePicture;
import io.ironstead.cluster.placement.PoolPicture.Seat;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is held back on a node whose processors are all in use: each has a share by its weight and its instances, and who
 * uses more gets a weight that is smaller by as much. It still gets what the others leave over.
 */
final class Restraints {
    private static final double LEAST = 0.1;

    private record Guest(VersionKey version, double weight, double used) {}

    private Restraints() {}

    static Map<NodeId, Map<VersionKey, Double>> of(PoolPicture picture, PlacementRules rules) {
        var guests = new HashMap<NodeId, List<Guest>>();
        for (var version : picture.versions()) {
            for (Seat seat : version.seats()) {
                if (seat.instances() > 0) {
                    guests.computeIfAbsent(seat.node(), _ -> new ArrayList<>())
                            .add(new Guest(
                                    version.wish().version(),
                                    (double) version.wish().weight() * seat.instances(),
                                    seat.processors()));
                }
            }
        }
        var restraints = new HashMap<NodeId, Map<VersionKey, Double>>();
        for (var node : picture.nodes()) {
            var here = guests.getOrDefault(node.node(), List.of());
            double used = here.stream().mapToDouble(Guest::used).sum();
            if (here.size() > 1 && used > rules.full() * node.processors()) {
                restraints.put(node.node(), ofFull(node, here));
            }
        }
        return restraints;
    }

    private static Map<VersionKey, Double> ofFull(NodePicture node, List<Guest> guests) {
        double weights = guests.stream().mapToDouble(Guest::weight).sum();
        var restraints = new HashMap<VersionKey, Double>();
        for (var guest : guests) {
            double share = node.processors() * guest.weight() / weights;
            if (guest.used() > share) {
                restraints.put(guest.version(), Math.max(LEAST, share / guest.used()));
            }
        }
        return restraints;
    }
}
