package io.ironstead.datastore.log;

import io.ironstead.datastore.log.SlotContent.Decision;
import io.ironstead.datastore.log.SlotContent.Owner;
import io.ironstead.datastore.log.SlotContent.Seal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Becomes the leader of a tablet: owns an epoch, finds where the log before it ends, sees to it that nothing is added there any
 * more, and serves only once that is decided (SEAL.md T1 to T6). May be stopped at any step, and any number may run at once.
 */
final class Challenge {
    private static final int SEALS_MAX = 512;

    private final SlotStore store;
    private final LogSettings settings;
    private final RandomGenerator random;
    private final Pause pause;
    private final LongSupplier nanos;

    Challenge(SlotStore store, LogSettings settings, TabletLog.World world) {
        this.store = store;
        this.settings = settings;
        this.random = world.random();
        this.pause = world.pause();
        this.nanos = world.nanos();
    }

    /**
     * An epoch that may serve.
     *
     * @param history what its log begins with
     * @param walked when the end of the log before it was seen, in nanoseconds of the world's clock
     */
    record Won(long epoch, long nonce, History history, long walked) {}

    /** Goes on until an epoch is won; only an interrupt ends it otherwise. */
    Won run() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Optional<Won> won = attempt();
            if (won.isPresent()) {
                return won.get();
            }
            pause.before(attempt);
        }
    }

    private Optional<Won> attempt() throws InterruptedException {
        long nonce = random.nextLong();
        long epoch = own(nonce);
        Optional<History> history = history(epoch);
        long walked = nanos.getAsLong();
        // Whatever is left behind by giving up stays: a later challenger may have seen a trace of this epoch's
        // decision,
        // and then asks for its entries. The next leader that drops old logs drops it.
        if (history.isEmpty() || !store.createLog(epoch)) {
            return Optional.empty();
        }
        boolean decided = decide(
                new SlotId.Decision(epoch), new Decision(nonce, history.get().spans()));
        return decided ? Optional.of(new Won(epoch, nonce, history.get(), walked)) : Optional.empty();
    }

    /** T1. A number that somebody else took, or may have taken, is left alone for ever. */
    private long own(long nonce) throws InterruptedException {
        var owner = new Owner(settings.node(), nonce);
        long tried = 0;
        for (int attempt = 1; ; attempt++) {
            OptionalLong highest = store.highestEpoch();
            // While nobody answers no numbers are used up: a later challenger has to seal each of them.
            if (highest.isPresent()) {
                tried = Math.max(highest.getAsLong(), tried) + 1;
                if (takes(new SlotId.Owner(tried), owner)) {
                    return tried;
                }
            }
            pause.before(attempt);
        }
    }

    /** Offers the same owner again for as long as no rival is seen there. */
    private boolean takes(SlotId slot, Owner owner) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            if (store.create(slot, owner)) {
                return true;
            }
            var state = SlotState.of(store, slot);
            if (state.won(owner)) {
                return true;
            }
            if (state.holdsOtherThan(owner)) {
                return false;
            }
            pause.before(attempt);
        }
    }

    /** T2 and T3: the log that is to be gone on with. Empty when another went on with it, and dropped it, long ago. */
    private Optional<History> history(long epoch) throws InterruptedException {
        for (long base = epoch - 1; base > 0; base--) {
            if (settle(new SlotId.Decision(base)) instanceof Settled.Written(Decision decision)) {
                OptionalLong slots = walk(base);
                return slots.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new History(decision.history())
                                .with(base, slots.getAsLong())
                                .from(settings.checkpointLsn()));
            }
        }
        // No epoch before this one has served, and none ever will.
        return Optional.of(History.EMPTY);
    }

    /**
     * T3 and T4: how many slots of the epoch belong to the log. Nothing can be added behind them afterwards. Seals go out for more
     * and more slots at once, or an owner that is busy would stay ahead for ever.
     */
    private OptionalLong walk(long epoch) throws InterruptedException {
        long known = prefix(epoch);
        long end = known;
        for (int ahead = settings.pipelineDepth(); ; ahead = Math.min(2 * ahead, SEALS_MAX)) {
            List<Boolean> sealed = store.seal(epoch, end + 1, ahead);
            for (boolean excluded : sealed) {
                switch (excluded ? new Settled.Excluded() : settle(new SlotId.Entry(epoch, end + 1))) {
                    case Settled.Written _ -> end++;
                    case Settled.Excluded _ -> {
                        return makeReadable(epoch, known, end) ? OptionalLong.of(end) : OptionalLong.empty();
                    }
                    case Settled.Gone _ -> {
                        return OptionalLong.empty();
                    }
                }
            }
        }
    }

    /** Entries that are plainly there, read many at a time. */
    private long prefix(long epoch) {
        long slot = 0;
        while (true) {
            int read = store.entries(epoch, slot + 1, SlotStore.PAGE_MAX).size();
            slot += read;
            if (read < SlotStore.PAGE_MAX) {
                return slot;
            }
        }
    }

    /** What is known of a slot once nothing about it can change for its epoch. */
    private sealed interface Settled {
        /** A trace of what the owner wrote there is seen. */
        record Written(SlotContent content) implements Settled {}

        /** The owner's create can never win. */
        record Excluded() implements Settled {}

        /** The log was dropped, so a later epoch serves. */
        record Gone() implements Settled {}
    }

    private Settled settle(SlotId slot) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var state = SlotState.of(store, slot);
            Optional<SlotContent> written = state.written();
            if (written.isPresent()) {
                return new Settled.Written(written.get());
            }
            if (state.excludesAnyWritten() || store.create(slot, Seal.SEAL)) {
                return new Settled.Excluded();
            }
            if (attempt > 1) {
                // Giving up is always allowed, so it does no harm when a server was away and has not heard of the log
                // yet.
                if (slot instanceof SlotId.Entry && store.isLogGone(slot.epoch())) {
                    return new Settled.Gone();
                }
                pause.before(attempt);
            }
        }
    }

    /**
     * T4: an adopted entry must be on a quorum before anybody is served from it. The owner offers a slot only when all but the last
     * few before it are won: only those may need a copy.
     *
     * @return false when the log was dropped
     */
    private boolean makeReadable(long epoch, long known, long end) throws InterruptedException {
        for (long slot = Math.max(1, known + 1 - settings.pipelineDepth()); slot <= end; slot++) {
            if (!makeReadable(new SlotId.Entry(epoch, slot))) {
                return false;
            }
        }
        return true;
    }

    private boolean makeReadable(SlotId slot) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var state = SlotState.of(store, slot);
            Optional<SlotContent> written = state.written();
            if (written.isPresent() && (state.readable(written.get()) || store.repair(slot, written.get()))) {
                return true;
            }
            if (attempt > 1 && written.isEmpty() && store.isLogGone(slot.epoch())) {
                return false;
            }
            pause.before(attempt);
        }
    }

    /** T6. False once the decision can never win. */
    private boolean decide(SlotId slot, SlotContent decision) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            if (store.create(slot, decision)) {
                return true;
            }
            var state = SlotState.of(store, slot);
            if (state.won(decision)) {
                return true;
            }
            // With a seal there it may never be settled; an epoch that was not decided may always be given up.
            if (state.excludes(decision) || state.sealSeen()) {
                return false;
            }
            pause.before(attempt);
        }
    }
}
