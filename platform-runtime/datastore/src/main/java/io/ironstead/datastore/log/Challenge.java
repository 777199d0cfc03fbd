package io.ironstead.datastore.log;

import io.ironstead.datastore.log.SlotContent.Decision;
import io.ironstead.datastore.log.SlotContent.Owner;
import io.ironstead.datastore.log.SlotContent.Seal;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Becomes the leader of a tablet: owns an epoch, finds where the log before it ends, sees to it that nothing is added there any
 * more, and serves only once that is decided (SEAL.md T1 to T6). May be stopped at any step, and any number may run at once.
 */
final class Challenge {
    private static final int PAGE = 256;

    private final SlotStore store;
    private final LogSettings settings;
    private final RandomGenerator random;
    private final Pause pause;

    Challenge(SlotStore store, LogSettings settings, RandomGenerator random, Pause pause) {
        this.store = store;
        this.settings = settings;
        this.random = random;
        this.pause = pause;
    }

    /**
     * An epoch that may serve.
     *
     * @param history what its log begins with
     */
    record Won(long epoch, long nonce, History history) {}

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
        History history = history(epoch);
        createLog(epoch);
        if (decide(new SlotId.Decision(epoch), new Decision(nonce, history.spans()))) {
            return Optional.of(new Won(epoch, nonce, history));
        }
        // Nothing was ever written there: left behind it costs some disk, no more.
        store.dropLog(epoch);
        return Optional.empty();
    }

    /** T1. A number whose creation was not won is left alone for ever. */
    private long own(long nonce) throws InterruptedException {
        var owner = new Owner(settings.node(), nonce);
        for (int attempt = 1; ; attempt++) {
            long epoch = store.highestEpoch().orElse(0) + attempt;
            if (store.create(new SlotId.Owner(epoch), owner)) {
                return epoch;
            }
            pause.before(attempt);
        }
    }

    /** T2 and T3: the log that is to be gone on with. */
    private History history(long epoch) throws InterruptedException {
        for (long base = epoch - 1; base > 0; base--) {
            Optional<SlotContent> decided = settle(new SlotId.Decision(base));
            if (decided.isPresent() && decided.get() instanceof Decision(long _, var spans)) {
                long slots = walk(base);
                return new History(spans).with(base, slots).from(settings.checkpointLsn());
            }
        }
        // No epoch before this one has served, and none ever will.
        return History.EMPTY;
    }

    /** T3 and T4: how many slots of the epoch belong to the log. Nothing can be added behind them afterwards. */
    private long walk(long epoch) throws InterruptedException {
        long known = prefix(epoch);
        long slot = known;
        while (settle(new SlotId.Entry(epoch, slot + 1)).isPresent()) {
            slot++;
        }
        // The owner offers a slot only when all but the last few before it are won: only those may need a copy.
        long doubtful = Math.max(1, Math.min(known + 1, slot + 1) - settings.pipelineDepth());
        for (long n = doubtful; n <= slot; n++) {
            makeReadable(new SlotId.Entry(epoch, n));
        }
        return slot;
    }

    /** Entries that are plainly there, read many at a time. */
    private long prefix(long epoch) {
        long slot = 0;
        while (true) {
            int read = store.entries(epoch, slot + 1, PAGE).size();
            slot += read;
            if (read < PAGE) {
                return slot;
            }
        }
    }

    /** What the owner wrote there, if a trace of it is seen; empty once it is certain that its create can never win. */
    private Optional<SlotContent> settle(SlotId slot) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var state = SlotState.of(store, slot);
            Optional<SlotContent> written = state.written();
            if (written.isPresent()) {
                return written;
            }
            if (state.excludesAnyWritten() || store.create(slot, Seal.SEAL)) {
                return Optional.empty();
            }
            if (attempt > 1) {
                pause.before(attempt);
            }
        }
    }

    /** T4: an adopted entry must be on a quorum before anybody is served from it. */
    private void makeReadable(SlotId slot) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var state = SlotState.of(store, slot);
            Optional<SlotContent> written = state.written();
            if (written.isPresent() && (state.readable(written.get()) || store.repair(slot, written.get()))) {
                return;
            }
            pause.before(attempt);
        }
    }

    /** T5. Only the epoch's owner makes it, and the name is never used again. */
    private void createLog(long epoch) throws InterruptedException {
        for (int attempt = 1; !store.createLog(epoch); attempt++) {
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
