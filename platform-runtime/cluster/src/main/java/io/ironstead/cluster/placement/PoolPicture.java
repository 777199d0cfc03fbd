package io.ironstead.cluster.placement;

import io.ironstead.model.NodeId;
import java.util.List;

/**
 * The whole pool at one moment, as one node knows it.
 *
 * @param nodes that are alive, by name; each once
 * @param versions that may run, by name; each once
 */
public record PoolPicture(List<NodePicture> nodes, List<VersionPicture> versions) {
    public PoolPicture {
        nodes = List.copyOf(nodes);
        versions = List.copyOf(versions);
    }

    /**
     * @param memoryBytes for instances, by their limits; never more is given out
     * @param processors of the machine
     * @param open it may be given instances; false: it is being emptied
     */
    public record NodePicture(NodeId node, long memoryBytes, double processors, boolean open) {}

    /** @param seats where it has instances, by node; each node once */
    public record VersionPicture(VersionWish wish, VersionLoad load, List<Seat> seats) {
        public VersionPicture {
            seats = List.copyOf(seats);
        }

        int instances() {
            int sum = 0;
            for (var seat : seats) {
                sum += seat.instances();
            }
            return sum;
        }
    }

    /**
     * A version's instances on one node.
     *
     * @param processors they keep busy
     */
    public record Seat(NodeId node, int starting, int ready, double processors) {
        public int instances() {
            return starting + ready;
        }
    }
}
