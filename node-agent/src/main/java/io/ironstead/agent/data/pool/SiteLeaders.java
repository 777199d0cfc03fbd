package io.ironstead.agent.data.pool;

import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.routing.Leaders;
import io.ironstead.cluster.routing.Leaders.Candidate;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Which node leads a site's data, as this node knows it now. All methods may be called by any thread.
 *
 * <p>A hint: the log of the data decides who may commit, whatever is said here.
 */
public final class SiteLeaders {
    /** A node that has just started would take itself for the only one, and take away what others lead. */
    private static final Duration LISTENS_FIRST = Duration.ofSeconds(4);

    private static final int STANDBYS = 2;

    private final NodeId self;
    private final Own own;
    private final Supplier<List<NodeCard>> alive;
    private final Supplier<Integer> others;
    private final LongSupplier nanos;
    private final long began;

    /** What this node knows of itself. */
    public interface Own {
        /** Whether it reaches the store of all data. */
        boolean keeps();

        /** Whether it is being emptied. */
        boolean leaving();

        /** The epoch in which this node leads the site; 0 when none of its databases is open here. */
        long epoch(SiteName site);

        /** The machine that has the store, when that is one; for people. */
        Optional<NodeId> keeper();
    }

    /**
     * @param alive the cards of the other nodes that are heard of now
     * @param others how many other nodes there should be
     * @param nanos a clock that only goes forward
     */
    public SiteLeaders(
            NodeId self, Own own, Supplier<List<NodeCard>> alive, Supplier<Integer> others, LongSupplier nanos) {
        this.self = self;
        this.own = own;
        this.alive = alive;
        this.others = others;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Where a site's calls go. */
    public sealed interface Place {
        /** This node leads, or is the one to begin. */
        record Here() implements Place {}

        /** @param host and port of its door for other nodes' calls */
        record At(NodeId node, String host, int port) implements Place {}

        /** @param why a sentence for people; it may be otherwise in a moment */
        record Nowhere(String why) implements Place {}
    }

    public Place of(SiteName site) {
        var cards = alive.get();
        var leader = Leaders.leaderOf(site, candidates(site, cards));
        if (leader.isEmpty()) {
            return new Place.Nowhere(own.keeper()
                    .map(node ->
                            "The data of all sites is kept by the machine " + node + ", which is not heard of now.")
                    .orElse("No machine of the pool reaches the store of the sites' data now."));
        }
        if (leader.get().equals(self)) {
            return own.epoch(site) > 0 || hasListened(cards)
                    ? new Place.Here()
                    : new Place.Nowhere("This machine has just started, and listens whether another one leads.");
        }
        return cards.stream()
                .filter(card -> card.node().equals(leader.get()))
                .findFirst()
                .<Place>map(card ->
                        new Place.At(card.node(), card.host(), card.data().port()))
                .orElseThrow();
    }

    /** The sites that other nodes lead now of which this one is among the next two to lead, each with where its leader is. */
    public Map<SiteName, Place.At> standbys() {
        var cards = alive.get();
        var found = new HashMap<SiteName, Place.At>();
        for (var card : cards) {
            for (var site : card.data().leads().keySet()) {
                boolean next = !found.containsKey(site)
                        && Leaders.standbysOf(site, candidates(site, cards), STANDBYS)
                                .contains(self);
                if (next && of(site) instanceof Place.At at) {
                    found.put(site, at);
                }
            }
        }
        return found;
    }

    /** Whether there is no other node: of one that hears nobody just now, others may have taken over what it led. */
    public boolean isAlone() {
        return others.get() == 0 && alive.get().isEmpty();
    }

    /** Whether this node is being emptied, and another one can lead what it leads. */
    public boolean isToGiveAway() {
        return own.leaving()
                && alive.get().stream()
                        .anyMatch(card -> !card.draining()
                                && card.data().port() != 0
                                && card.data().keeps());
    }

    /** Whether another node has taken a site over that this one still takes for its own: its log's epoch is a later one. */
    public boolean isTakenOver(SiteName site) {
        return own.epoch(site) > 0 && of(site) instanceof Place.At;
    }

    /** Whether this node is to serve a site's calls that another one has passed on. */
    public boolean isHere(SiteName site) {
        return of(site) instanceof Place.Here;
    }

    private boolean hasListened(List<NodeCard> cards) {
        return cards.size() >= others.get() || nanos.getAsLong() - began >= LISTENS_FIRST.toNanos();
    }

    private List<Candidate> candidates(SiteName site, List<NodeCard> cards) {
        var all = new ArrayList<Candidate>();
        all.add(new Candidate(self, own.keeps(), own.leaving(), own.epoch(site)));
        for (var card : cards) {
            if (card.data().port() != 0) {
                all.add(new Candidate(
                        card.node(),
                        card.data().keeps(),
                        card.draining(),
                        card.data().leads().getOrDefault(site, 0L)));
            }
        }
        return all;
    }
}
