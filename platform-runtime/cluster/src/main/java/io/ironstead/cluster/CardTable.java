package io.ironstead.cluster;

import io.ironstead.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest card of every other node, as long as it counts. Moments are those of the hearer's monotonic clock, so no
 * clock of another machine matters.
 */
final class CardTable {
    /** Less than two seconds with the half second between cards: one that is lost changes nothing. */
    static final Duration COUNTS = Duration.ofMillis(1750);

    private final Map<NodeId, Heard> heard = new ConcurrentHashMap<>();
    private volatile Set<NodeId> members = Set.of();

    private record Heard(NodeCard card, long at) {}

    /** Whose cards count at all. */
    void members(Set<NodeId> allowed) {
        members = Set.copyOf(allowed);
        heard.keySet().retainAll(members);
    }

    void hear(NodeCard card, long now) {
        if (!members.contains(card.node())) {
            return;
        }
        heard.merge(
                card.node(),
                new Heard(card, now),
                // One that overtook an older one on the way stays.
                (before, next) -> next.card().isNewerThan(before.card()) ? next : before);
    }

    void gone(NodeId node) {
        heard.remove(node);
    }

    /** The cards that count now. */
    List<NodeCard> alive(long now) {
        if (heard.isEmpty()) {
            return List.of();
        }
        var cards = new ArrayList<NodeCard>();
        for (var one : heard.values()) {
            if (now - one.at() < COUNTS.toNanos()) {
                cards.add(one.card());
            }
        }
        return cards;
    }
}
