package io.ironstead.cluster.placement;

import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.placement.PoolPicture.NodePicture;
import io.ironstead.cluster.placement.PoolPicture.Seat;
import io.ironstead.cluster.placement.PoolPicture.VersionPicture;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the picture of the pool from the cards of all its nodes, and remembers how busy each version was within the last
 * minutes. Two nodes that hear the same cards see the same, a moment apart. For one thread.
 */
public final class PoolWatch {
    private final PlacementRules rules;
    private final Map<VersionKey, Memory> memories = new HashMap<>();

    private static final class Memory {
        final Peak requests;
        final Peak processors;

        Memory(PlacementRules rules) {
            requests = new Peak(rules.countWindow());
            processors = new Peak(rules.processorWindow());
        }
    }

    /** What the cards say of one version, together. */
    private static final class Sum {
        final List<Seat> seats = new ArrayList<>(2);
        double requests;
        double processors;
        double idleSeconds = Double.POSITIVE_INFINITY;

        void add(NodeId node, VersionRoom room) {
            var load = room.load();
            requests += load.requests();
            processors += load.processors();
            idleSeconds = Math.min(
                    idleSeconds,
                    load.idleSeconds() == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : load.idleSeconds());
            if (room.starting() + room.instances() > 0) {
                seats.add(new Seat(node, room.starting(), room.instances(), load.processors()));
            }
        }
    }

    public PoolWatch(PlacementRules rules) {
        this.rules = rules;
    }

    /**
     * @param cards of every node that is alive, this one among them; each node once
     * @param wishes of every version that may run; each once
     * @param nanos of a clock that only goes forward
     */
    public PoolPicture observe(Collection<NodeCard> cards, Collection<VersionWish> wishes, long nanos) {
        var sums = new HashMap<VersionKey, Sum>();
        var nodes = new ArrayList<NodePicture>(cards.size());
        for (var card : cards) {
            nodes.add(new NodePicture(
                    card.node(), card.room().memoryBytes(), card.room().processors(), !card.draining()));
            card.versions()
                    .forEach((version, room) ->
                            sums.computeIfAbsent(version, _ -> new Sum()).add(card.node(), room));
        }
        nodes.sort(Comparator.comparing(NodePicture::node));
        memories.keySet().retainAll(wishes.stream().map(VersionWish::version).collect(Collectors.toSet()));
        var versions = new ArrayList<VersionPicture>(wishes.size());
        for (var wish : wishes) {
            versions.add(picture(wish, sums.get(wish.version()), nanos));
        }
        return new PoolPicture(nodes, versions);
    }

    private VersionPicture picture(VersionWish wish, @Nullable Sum sum, long nanos) {
        var memory = memories.get(wish.version());
        if (sum == null && memory == null) {
            return new VersionPicture(wish, VersionLoad.NONE, List.of());
        }
        var now = sum == null ? new Sum() : sum;
        if (memory == null) {
            memory = new Memory(rules);
            memories.put(wish.version(), memory);
        }
        double requests = memory.requests.observe(now.requests, nanos);
        double processors = memory.processors.observe(now.processors, nanos);
        if (sum == null && requests == 0 && processors == 0) {
            memories.remove(wish.version());
        }
        now.seats.sort(Comparator.comparing(Seat::node));
        return new VersionPicture(
                wish, new VersionLoad(now.requests, requests, now.processors, processors, now.idleSeconds), now.seats);
    }
}
