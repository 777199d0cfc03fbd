package io.ironstead.cluster.routing;

import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which node leads a site's data: whoever says so, the newest if there are two, else a choice that all nodes make alike. A hint,
 * never a lock: two nodes may come to different answers for a second, and the commit log lets one of them go on.
 */
public final class Leaders {
    private Leaders() {}

    /**
     * What a node says of itself.
     *
     * @param keeps it may lead
     * @param leaving it may, but is being emptied
     * @param epoch of the log in which it leads this site, as far as it knows; 0 when it does not
     */
    public record Candidate(NodeId node, boolean keeps, boolean leaving, long epoch) {}

    /** @return empty when no node may lead */
    public static Optional<NodeId> leaderOf(SiteName site, Collection<Candidate> alive) {
        long newest = alive.stream().mapToLong(Candidate::epoch).max().orElse(0);
        if (newest > 0) {
            return Optional.of(Owners.chosen(site.value(), nodes(alive, candidate -> candidate.epoch() == newest)));
        }
        var staying = nodes(alive, candidate -> candidate.keeps() && !candidate.leaving());
        var able = staying.isEmpty() ? nodes(alive, Candidate::keeps) : staying;
        return able.isEmpty() ? Optional.empty() : Optional.of(Owners.chosen(site.value(), able));
    }

    /**
     * The nodes that would lead if those before them were gone, in this order: they had better know the data.
     *
     * @param count at most so many
     */
    public static List<NodeId> standbysOf(SiteName site, Collection<Candidate> alive, int count) {
        var left = new ArrayList<>(alive);
        leaderOf(site, left)
                .ifPresent(leader -> left.removeIf(other -> other.node().equals(leader)));
        left.removeIf(other -> !other.keeps() || other.leaving());
        var found = new ArrayList<NodeId>();
        while (found.size() < count && !left.isEmpty()) {
            var next = Owners.chosen(
                    site.value(), left.stream().map(Candidate::node).toList());
            found.add(next);
            left.removeIf(other -> other.node().equals(next));
        }
        return found;
    }

    private static List<NodeId> nodes(Collection<Candidate> alive, Predicate<Candidate> which) {
        return alive.stream().filter(which).map(Candidate::node).toList();
    }
}
