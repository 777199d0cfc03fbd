package io.ironstead.agent.cluster;

import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.instances.Instances;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import io.ironstead.model.control.ClusterPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What this node tells the others of itself.
 *
 * @param started when this agent did, in milliseconds
 * @param draining it is being emptied, or stops
 * @param room for instances, used or not
 * @param wishes which versions may run
 * @param instances empty until there are any
 * @param data what it does for the sites' data
 */
public record OwnCard(
        NodeId node,
        ClusterPoint point,
        long started,
        BooleanSupplier draining,
        NodeRoom room,
        Supplier<Wishes> wishes,
        Supplier<Optional<Instances>> instances,
        Supplier<DataPart> data)
        implements LongFunction<NodeCard> {

    @Override
    public NodeCard apply(long number) {
        var catalogue = wishes.get().catalogue();
        var rooms = instances.get().map(made -> rooms(made, catalogue)).orElse(Map.of());
        return new NodeCard(
                node,
                started,
                number,
                point.host(),
                point.peerPort(),
                draining.getAsBoolean(),
                List.of(),
                room,
                catalogue,
                rooms,
                data.get());
    }

    /** Those of which there is something to say: see {@link io.ironstead.cluster.Catalogue}. */
    private static Map<VersionKey, VersionRoom> rooms(Instances instances, Catalogue catalogue) {
        var rooms = new HashMap<VersionKey, VersionRoom>();
        for (var report : instances.versionReports()) {
            var version = report.version();
            var room = instances.room(version);
            boolean isKnown = catalogue.versions().contains(version);
            boolean says = isKnown ? !room.isQuiet() : room.held() || room.instances() > 0 || room.running() > 0;
            if (says) {
                rooms.put(version, room);
            }
        }
        return rooms;
    }
}
