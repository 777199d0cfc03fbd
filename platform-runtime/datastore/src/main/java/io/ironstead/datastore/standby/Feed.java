package io.ironstead.datastore.standby;

import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a leader tells its standbys what its log acknowledged. It never waits for one: who does not take what waits for it in
 * time is dropped, and may begin again. Nothing is kept for nobody.
 */
public final class Feed implements AutoCloseable {
    static final int MESSAGES_MAX = 2_000;
    static final long BYTES_MAX = 8 << 20;
    private static final int LISTENERS_MAX = 4;

    private final Log log;
    private final Room room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private LogPosition last;
    private long checkpointed;
    private boolean closed;

    /** What a feed asks about the log that it tells of. */
    public interface Log {
        long epoch();

        /** All of the log up to a position that was acknowledged. */
        History historyTo(long lsn);
    }

    /** Memory for what waits, that all feeds of a node share. */
    public static final class Room {
        private final long bytesMax;
        private final AtomicLong used = new AtomicLong();

        public Room(long bytesMax) {
            this.bytesMax = bytesMax;
        }

        private boolean take(long bytes) {
            if (used.addAndGet(bytes) <= bytesMax) {
                return true;
            }
            used.addAndGet(-bytes);
            return false;
        }

        private void giveBack(long bytes) {
            used.addAndGet(-bytes);
        }

        public long used() {
            return used.get();
        }
    }

    /** @param last the end of the log when this leader began */
    public Feed(Log log, LogPosition last, Room room) {
        this.log = log;
        this.last = last;
        this.room = room;
    }

    /**
     * Tells from now on.
     *
     * @param ready runs whenever there may be something to take, on a thread that must not be held up
     * @return empty when nothing is told any more, or too many listen
     */
    public Optional<Subscription> subscribe(Runnable ready) {
        lock.lock();
        try {
            if (closed || subscriptions.size() >= LISTENERS_MAX) {
                return Optional.empty();
            }
            var subscription = new Subscription(ready);
            subscriptions.add(subscription);
            subscription.add(new FeedMessage.Begin(log.epoch(), log.historyTo(last.lsn()), last));
            if (checkpointed > 0) {
                subscription.add(new FeedMessage.Checkpointed(checkpointed));
            }
            return Optional.of(subscription);
        } finally {
            lock.unlock();
        }
    }

    /** The log has an entry for ever, and everything before it; called in the order of the entries. */
    void acknowledged(LogPosition at, byte[] bytes) {
        List<Subscription> told;
        lock.lock();
        try {
            var message = new FeedMessage.Entry(last, at, bytes);
            last = at;
            told = tell(message);
        } finally {
            lock.unlock();
        }
        told.forEach(subscription -> subscription.ready.run());
    }

    void checkpointed(long version) {
        List<Subscription> told;
        lock.lock();
        try {
            checkpointed = version;
            told = tell(new FeedMessage.Checkpointed(version));
        } finally {
            lock.unlock();
        }
        told.forEach(subscription -> subscription.ready.run());
    }

    private List<Subscription> tell(FeedMessage message) {
        var all = List.copyOf(subscriptions);
        all.forEach(subscription -> subscription.add(message));
        return all;
    }

    /** How many listen. */
    public int listeners() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }

    /** Everybody is told that this leader leads no more, after what waits for them. */
    @Override
    public void close() {
        var told = new ArrayList<Subscription>();
        lock.lock();
        try {
            closed = true;
            told.addAll(subscriptions);
            told.forEach(Subscription::end);
        } finally {
            lock.unlock();
        }
        told.forEach(subscription -> subscription.ready.run());
    }

    /** What waits for one standby. */
    public final class Subscription implements AutoCloseable {
        private final Deque<FeedMessage> waiting = new ArrayDeque<>();
        private final Runnable ready;
        private long bytes;
        private boolean ended;

        private Subscription(Runnable ready) {
            this.ready = ready;
        }

        private void add(FeedMessage message) {
            if (ended) {
                return;
            }
            long size = message.size();
            if (waiting.size() >= MESSAGES_MAX || bytes + size > Math.max(BYTES_MAX, size) || !room.take(size)) {
                clear();
                end();
                return;
            }
            waiting.addLast(message);
            bytes += size;
        }

        private void end() {
            ended = true;
            subscriptions.remove(this);
        }

        private void clear() {
            room.giveBack(bytes);
            bytes = 0;
            waiting.clear();
        }

        /** The next message; null when none waits. */
        public @Nullable FeedMessage poll() {
            lock.lock();
            try {
                var next = waiting.pollFirst();
                if (next != null) {
                    bytes -= next.size();
                    room.giveBack(next.size());
                }
                return next;
            } finally {
                lock.unlock();
            }
        }

        /** Whether nothing comes any more: all was taken, and this standby was too slow, or the leader leads no more. */
        public boolean isOver() {
            lock.lock();
            try {
                return ended && waiting.isEmpty();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                clear();
                end();
            } finally {
                lock.unlock();
            }
        }
    }
}
