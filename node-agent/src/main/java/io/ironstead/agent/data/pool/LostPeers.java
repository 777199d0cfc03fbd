package io.ironstead.agent.data.pool;

import io.ironstead.model.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Ends the calls that wait for a node of which nothing is heard: of one that stands still, or was cut off, connections stay open
 * and say nothing. To be run twice a second, on one thread at a time.
 */
final class LostPeers implements Runnable {
    /** A card may be late; a connection that is closed for it costs only another one. */
    private static final int LOOKS = 3;

    private final DataPeers peers;
    private final Supplier<Set<NodeId>> alive;
    private final Map<NodeId, Integer> silent = new HashMap<>();

    LostPeers(DataPeers peers, Supplier<Set<NodeId>> alive) {
        this.peers = peers;
        this.alive = alive;
    }

    @Override
    public void run() {
        var connected = peers.connected();
        silent.keySet().retainAll(connected);
        silent.keySet().removeAll(alive.get());
        for (var node : connected) {
            if (!alive.get().contains(node) && silent.merge(node, 1, Integer::sum) >= LOOKS) {
                silent.remove(node);
                peers.gone(node);
            }
        }
    }
}
