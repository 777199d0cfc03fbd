package io.ironstead.datastore.tablet;

import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A commit log that outlives the tablets that lead it, and fails when it is told to. */
final class MemoryLog {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<byte[]> entries = new ArrayList<>();
    private final List<Integer> epochs = new ArrayList<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final int depth;
    private int leader;
    private boolean holding;
    private int appends;
    private int failAt = -1;
    private boolean failureLands;
    private long first = 1;
    private int read;

    MemoryLog() {
        this(4);
    }

    MemoryLog(int depth) {
        this.depth = depth;
    }

    /** The {@code nth} append from now ends the leader; its entry is in the log or not. */
    void failAppend(int nth, boolean lands) {
        lock.lock();
        try {
            failAt = appends + nth;
            failureLands = lands;
        } finally {
            lock.unlock();
        }
    }

    int appends() {
        lock.lock();
        try {
            return appends;
        } finally {
            lock.unlock();
        }
    }

    /** Answers stay away until {@link #release()}. */
    void hold() {
        lock.lock();
        try {
            holding = true;
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            holding = false;
            held.forEach(Runnable::run);
            held.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many appends are held. */
    void awaitHeld(int count) throws InterruptedException {
        lock.lock();
        try {
            while (held.size() < count) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many leaders there were, which is the latest one's epoch. */
    int leaders() {
        return leader;
    }

    /** What is held was never kept. */
    void loseHeld() {
        lock.lock();
        try {
            int kept = entries.size() - held.size();
            held.clear();
            entries.subList(kept, entries.size()).clear();
            epochs.subList(kept, epochs.size()).clear();
            holding = false;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody made it anew. */
    void forget() {
        lock.lock();
        try {
            entries.clear();
            epochs.clear();
            first = 1;
            leader = 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many entries were read since the last call, by leaders and others. */
    int takeRead() {
        lock.lock();
        try {
            int since = read;
            read = 0;
            return since;
        } finally {
            lock.unlock();
        }
    }

    long epochOf(long lsn) {
        lock.lock();
        try {
            return lsn >= first && lsn <= epochs.size() ? epochs.get((int) lsn - 1) : 0;
        } finally {
            lock.unlock();
        }
    }

    /** As a leader tells it: whole epochs. */
    History historyTo(long lsn) {
        lock.lock();
        try {
            var spans = new ArrayList<SlotContent.Span>();
            if (lsn > 0) {
                int needed = epochs.get((int) Math.min(first, lsn) - 1);
                for (int at = epochs.indexOf(needed); at < lsn; at++) {
                    int epoch = epochs.get(at);
                    long from = epochs.indexOf(epoch) + 1L;
                    if (at + 1 == from) {
                        spans.add(new SlotContent.Span(epoch, from, 0));
                    }
                    spans.set(spans.size() - 1, new SlotContent.Span(epoch, from, at + 2 - from));
                }
            }
            return new History(spans);
        } finally {
            lock.unlock();
        }
    }

    /** For who does not lead. */
    SlotStore slots() {
        return new OnlyEntries() {
            @Override
            public List<SlotContent.Entry> entries(long epoch, long fromSlot, int limit) {
                lock.lock();
                try {
                    int from = epochs.indexOf((int) epoch) + (int) fromSlot - 1;
                    read += limit;
                    return entries.subList(from, from + limit).stream()
                            .map(entry -> new SlotContent.Entry(1, false, entry))
                            .toList();
                } finally {
                    lock.unlock();
                }
            }

            @Override
            public OptionalLong highestEpoch() {
                return OptionalLong.of(leader);
            }
        };
    }

    CommitLog lead() {
        lock.lock();
        try {
            leader++;
            return new Led(leader, entries.size());
        } finally {
            lock.unlock();
        }
    }

    private final class Led implements CommitLog {
        private final int epoch;
        private final int before;
        private final List<Outcome> open = new ArrayList<>();

        Led(int epoch, int before) {
            this.epoch = epoch;
            this.before = before;
        }

        @Override
        public long firstLsn() {
            return first;
        }

        @Override
        public long nextLsn() {
            return before + 1L;
        }

        @Override
        public void replay(long fromLsn, Reader reader) {
            for (int i = (int) fromLsn - 1; i < before; i++) {
                reader.entry(i + 1L, entries.get(i));
                read++;
            }
        }

        @Override
        public long epochOf(long lsn) {
            return MemoryLog.this.epochOf(lsn);
        }

        @Override
        public void append(byte[] entry, Outcome outcome) {
            lock.lock();
            try {
                if (!serves()) {
                    outcome.unknown();
                    return;
                }
                boolean fails = appends++ == failAt;
                if (!fails || failureLands) {
                    entries.add(entry);
                    epochs.add(epoch);
                }
                if (fails) {
                    open.forEach(Outcome::unknown);
                    open.clear();
                    outcome.unknown();
                    leader++;
                    return;
                }
                long lsn = entries.size();
                open.add(outcome);
                held.add(() -> {
                    if (open.remove(outcome)) {
                        outcome.durable(lsn);
                    }
                });
                changed.signalAll();
                if (!holding) {
                    release();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean awaitRoom(Duration wait) throws InterruptedException {
            lock.lock();
            try {
                long left = wait.toNanos();
                while (serves() && open.size() >= depth) {
                    if (left <= 0) {
                        return false;
                    }
                    left = changed.awaitNanos(left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean serves() {
            return leader == epoch;
        }

        @Override
        public boolean awaitLease(Duration wait) {
            return serves();
        }

        @Override
        public void dropBefore(long lsn) {
            first = Math.max(first, lsn);
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (leader == epoch) {
                    leader++;
                }
                var unknown = List.copyOf(open);
                open.clear();
                unknown.forEach(Outcome::unknown);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
