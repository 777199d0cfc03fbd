package io.ironstead.agent.cluster;

import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.NodeCard;
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
 * @param instances empty until there are any
 * @param data what it does for the sites' data
 */
public record OwnCard(
        NodeId node,
        ClusterPoint point,
        long started,
        BooleanSupplier draining,
        Supplier<Optional<Instances>> instances,
        Supplier<DataPart> data)
        implements LongFunction<NodeCard> {

    @Override
    public NodeCard apply(long number) {
        var rooms = instances.get().map(OwnCard::rooms).orElse(Map.of());
        return new NodeCard(
                        node,
                        started,
                        number,
                        point.host(),
                        point.peerPort(),
                        draining.getAsBoolean(),
                        List.of(),
                        rooms)
                .with(data.get());
    }

    private static Map<VersionKey, VersionRoom> rooms(Instances instances) {
        var rooms = new HashMap<VersionKey, VersionRoom>();
        for (var report : instances.versionReports()) {
            rooms.put(report.version(), instances.room(report.version()));
        }
        return rooms;
    }
}
