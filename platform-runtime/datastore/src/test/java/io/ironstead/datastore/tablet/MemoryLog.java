package io.ironstead.datastore.tablet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A commit log that outlives the tablets that lead it, and fails when it is told to. */
final class MemoryLog {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<byte[]> entries = new ArrayList<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final int depth;
    private int leader;
    private boolean holding;
    private int appends;
    private int failAt = -1;
    private boolean failureLands;
    private long first = 1;

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
            }
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
