package io.ironstead.cluster.routing;

import io.ironstead.cluster.NodeCard;
import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.NodeId;
import io.ironstead.model.PeerSource;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole pool as one source of instances: a place here, or at the peer that suits the request best. A peer whose
 * connection failed is left out for as long as its card may be old. Without peers this costs nothing but one look.
 */
public final class RoutedInstances implements PeerSource {
    /** As long as a card counts: by then a dead node has no card. */
    private static final long DISTRUST_NANOS = Duration.ofSeconds(2).toNanos();

    /** After a card stopped counting. A pause of a collector, or a merge of Hazelcast's parts, is no reason to break off. */
    private static final long LOST_NANOS = Duration.ofMillis(1500).toNanos();

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** Longer than a node's death takes to be noticed, and its part to be taken over. */
    private static final Duration NOBODY_MAX = Duration.ofSeconds(10);

    private final InstanceSource here;
    private final Function<VersionKey, VersionRoom> roomHere;
    private final Supplier<List<NodeCard>> alive;
    private final Wakes wakes;
    private final LongSupplier nanos;
    private final IntUnaryOperator dice;
    private final Map<NodeId, PeerPlace> peers = new ConcurrentHashMap<>();

    /**
     * @param roomHere what this node has of a version now
     * @param alive the other nodes' cards
     * @param wakes who may start an instance where there is none
     * @param nanos a clock that only goes forward
     * @param dice gives a number below its argument
     */
    public RoutedInstances(
            InstanceSource here,
            Function<VersionKey, VersionRoom> roomHere,
            Supplier<List<NodeCard>> alive,
            Wakes wakes,
            LongSupplier nanos,
            IntUnaryOperator dice) {
        this.wakes = wakes;
        this.here = here;
        this.roomHere = roomHere;
        this.alive = alive;
        this.nanos = nanos;
        this.dice = dice;
    }

    @Override
    public CompletableFuture<Lease> lease(VersionKey version, Duration waitMax) {
        var now = tryNow(version, waitMax);
        if (now != null) {
            return now;
        }
        var later = new CompletableFuture<Lease>();
        lookAgain(later, version, waitMax.compareTo(NOBODY_MAX) < 0 ? waitMax : NOBODY_MAX);
        return later;
    }

    /** Nobody has it yet, or the one who had it is gone: within two seconds another one knows that it is his. */
    private void lookAgain(CompletableFuture<Lease> later, VersionKey version, Duration left) {
        CompletableFuture.delayedExecutor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    var rest = left.minus(LOOK_AGAIN);
                    if (later.isDone()) {
                        return;
                    }
                    var now = tryNow(version, left);
                    if (now != null) {
                        pass(now, later);
                    } else if (rest.isPositive()) {
                        lookAgain(later, version, rest);
                    } else {
                        later.completeExceptionally(new NoInstanceException(
                                Reason.STOPPING, "No node of the pool can run this version now"));
                    }
                });
    }

    private static void pass(CompletableFuture<Lease> from, CompletableFuture<Lease> to) {
        from.whenComplete((lease, refusal) -> {
            if (lease == null) {
                to.completeExceptionally(refusal);
            } else if (!to.complete(lease)) {
                lease.close();
            }
        });
        to.whenComplete((_, _) -> from.cancel(false));
    }

    /** Null: no node can run it at this moment. */
    private @Nullable CompletableFuture<Lease> tryNow(VersionKey version, Duration waitMax) {
        var cards = alive.get();
        if (cards.isEmpty()) {
            return here.lease(version, waitMax);
        }
        var room = able(roomHere.apply(version), wakes.here(version));
        var chosen = Choice.of(room, options(version, cards), dice);
        if (chosen != null) {
            return CompletableFuture.completedFuture(new There(chosen, version));
        }
        return room.held() ? here.lease(version, waitMax) : null;
    }

    @Override
    public Optional<Lease> elsewhere(VersionKey version) {
        var able = options(version, alive.get()).stream()
                .filter(peer -> peer.room().ready())
                .toList();
        return Optional.ofNullable(Choice.least(able)).map(peer -> new There(peer.place(), version));
    }

    private List<Choice.Option> options(VersionKey version, List<NodeCard> cards) {
        long now = nanos.getAsLong();
        var options = new ArrayList<Choice.Option>(cards.size());
        for (var card : cards) {
            var place = placeOf(card);
            if (!card.draining() && place.isTrusted(now)) {
                options.add(new Choice.Option(
                        place, able(card.of(version), wakes.there(card.node(), version)), place.sentOf(version)));
            }
        }
        return options;
    }

    private static VersionRoom able(VersionRoom room, boolean mayWake) {
        return mayWake || room.instances() + room.starting() > 0 ? room : VersionRoom.NONE;
    }

    private PeerPlace placeOf(NodeCard card) {
        var known = peers.get(card.node());
        if (known == null) {
            known = peers.computeIfAbsent(card.node(), _ -> new PeerPlace(card));
        }
        known.update(card);
        return known;
    }

    /** A place at a peer. What it is worth is only known when the request is there. */
    private final class There implements Lease {
        private final PeerPlace place;
        private final VersionKey version;
        private final NodeCard sentAt;
        private final AtomicBoolean closed = new AtomicBoolean();

        There(PeerPlace place, VersionKey version) {
            this.place = place;
            this.version = version;
            this.sentAt = place.card();
            place.sent(version);
        }

        @Override
        public InstanceId instance() {
            return place.pooledAs();
        }

        @Override
        public Dialer dialer() {
            return place.dialer();
        }

        @Override
        public Optional<NodeId> peer() {
            return Optional.of(place.node());
        }

        @Override
        public boolean lost() {
            boolean heard = alive.get().stream().anyMatch(card -> card.node().equals(place.node()));
            return place.silentFor(heard, nanos.getAsLong()) > LOST_NANOS;
        }

        @Override
        public boolean cold() {
            return false;
        }

        @Override
        public void unreachable() {
            place.distrust(nanos.getAsLong() + DISTRUST_NANOS);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true) && place.card() == sentAt) {
                place.back(version);
            }
        }
    }
}
