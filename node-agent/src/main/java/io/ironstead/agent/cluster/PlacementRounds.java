package io.ironstead.agent.cluster;

import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.placement.Placement;
import io.ironstead.cluster.placement.PlacementPlan;
import io.ironstead.cluster.placement.PlacementRules;
import io.ironstead.cluster.placement.PoolWatch;
import io.ironstead.cluster.routing.Wakes;
import io.ironstead.instances.Instances;
import io.ironstead.instances.scaling.Share;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node of a pool does every second: works out, as all others do, how many instances of each version should run
 * where, and carries out its own part. One that is cut off from all others is a pool of one.
 *
 * @see <a href="../../../../../../../../docs/decisions/107-placement.md">decision 107</a>
 */
public final class PlacementRounds implements Runnable, Wakes {
    private static final Logger log = LoggerFactory.getLogger(PlacementRounds.class);

    /** Whoever has just started hears of the others before it starts what they may be running. */
    private static final Duration LISTENS = Duration.ofSeconds(3);

    private final NodeId self;
    private final Supplier<List<NodeCard>> alive;
    private final Supplier<NodeCard> own;
    private final Supplier<DesiredState> desired;
    private final Supplier<Wishes> wishes;
    private final Instances instances;
    private final LongSupplier nanos;
    private final PoolWatch watch = new PoolWatch(PlacementRules.USUAL);
    private Set<VersionKey> unplaced = Set.of();
    private long poolSince = Long.MIN_VALUE;
    private volatile @Nullable Plan plan;

    /** @param versions that it decides about; what is not among them may run anywhere, for its time is not there yet */
    private record Plan(PlacementPlan placement, Catalogue versions) {
        boolean knows(VersionKey version) {
            return versions.versions().contains(version);
        }
    }

    /**
     * @param alive the cards of the other nodes
     * @param own this node's, as it is now
     * @param nanos a clock that only goes forward
     */
    public PlacementRounds(
            NodeId self,
            Supplier<List<NodeCard>> alive,
            Supplier<NodeCard> own,
            Supplier<DesiredState> desired,
            Supplier<Wishes> wishes,
            Instances instances,
            LongSupplier nanos) {
        this.self = self;
        this.alive = alive;
        this.own = own;
        this.desired = desired;
        this.wishes = wishes;
        this.instances = instances;
        this.nanos = nanos;
    }

    /** On one thread at a time. */
    @Override
    public void run() {
        var state = desired.get();
        if (state.members().size() < 2) {
            plan = null;
            poolSince = Long.MIN_VALUE;
            instances.shareNothing();
            return;
        }
        long now = nanos.getAsLong();
        if (poolSince == Long.MIN_VALUE) {
            poolSince = now;
        }
        var others = alive.get();
        if (others.size() < state.members().size() - 1 && now - poolSince < LISTENS.toNanos()) {
            instances.share(_ -> Optional.empty());
            return;
        }
        var wanted = wishes.get();
        var cards = new ArrayList<>(others);
        cards.add(own.get());
        var next = new Plan(
                Placement.decide(watch.observe(cards, wanted.versions(), now), PlacementRules.USUAL),
                wanted.catalogue());
        plan = next;
        instances.share(version -> shareOf(next, version));
        tellWhatHasNoRoom(next);
    }

    private Optional<Share> shareOf(Plan next, VersionKey version) {
        if (!next.knows(version)) {
            return Optional.empty();
        }
        var part = next.placement().of(self, version);
        return Optional.of(new Share(part.wanted(), part.most()));
    }

    private void tellWhatHasNoRoom(Plan next) {
        var without = new HashSet<VersionKey>();
        for (var version : next.versions().versions()) {
            if (next.placement().unplaced(version) > 0) {
                without.add(version);
            }
        }
        if (!without.equals(unplaced)) {
            log.atWarn().addKeyValue("versions", without).log("No node has memory for all instances of these");
            unplaced = without;
        }
    }

    @Override
    public boolean here(VersionKey version) {
        return there(self, version);
    }

    @Override
    public boolean there(NodeId node, VersionKey version) {
        var now = plan;
        return now == null || !now.knows(version) || now.placement().mayRun(node, version);
    }
}
