package io.ironstead.datastore.node;

import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.datastore.standby.FeedSource.LostException;
import io.ironstead.datastore.standby.Follower;
import io.ironstead.datastore.store.RowStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases whose rows this node keeps warm for another one that leads them. Of each database this node has at most one store
 * open: a standby's, or that of the tablet that it was given to.
 */
final class Standbys implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Standbys.class);

    private final int countMax;
    private final long bytesMax;
    private final Function<TabletName, Follower> followers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TabletName, Following> following = new HashMap<>();
    private final Set<TabletName> claimed = new HashSet<>();
    private boolean closed;

    Standbys(int countMax, long bytesMax, Function<TabletName, Follower> followers) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
        this.followers = followers;
    }

    /** Begins to follow a leader, if nothing is in the way; goes on until {@link #unfollow}. */
    void follow(TabletName name, FeedSource source) {
        lock.lock();
        try {
            boolean room = following.size() < countMax && sizeBytes() < bytesMax;
            if (!closed && room && !claimed.contains(name) && !following.containsKey(name)) {
                following.put(name, new Following(name, source));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The rows stay on this disk; they go on from there when this node follows or leads again. */
    void unfollow(TabletName name) {
        lock.lock();
        try {
            var ended = following.remove(name);
            if (ended != null) {
                // Under the lock, or somebody would open what is still open.
                ended.end().ifPresent(Standbys::keep);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void keep(RowStore rows) {
        try (rows) {
            rows.flush();
        }
    }

    Map<TabletName, LogPosition> current() {
        lock.lock();
        try {
            var all = new HashMap<TabletName, LogPosition>();
            following.forEach((name, one) -> {
                if (one.follower.isCurrent()) {
                    all.put(name, one.follower.applied());
                }
            });
            return all;
        } finally {
            lock.unlock();
        }
    }

    Set<TabletName> followed() {
        lock.lock();
        try {
            return Set.copyOf(following.keySet());
        } finally {
            lock.unlock();
        }
    }

    private long sizeBytes() {
        return following.values().stream()
                .mapToLong(one -> one.follower.sizeBytes())
                .sum();
    }

    /** From now on nobody begins to follow a database, as this node is to lead it; who follows goes on until {@link #take}. */
    void claim(TabletName name) {
        lock.lock();
        try {
            claimed.add(name);
        } finally {
            lock.unlock();
        }
    }

    /** The rows of a claimed database, open, if they were kept warm. */
    Optional<RowStore> take(TabletName name) {
        Following ended;
        lock.lock();
        try {
            ended = following.remove(name);
        } finally {
            lock.unlock();
        }
        return ended == null ? Optional.empty() : ended.end();
    }

    /** This node does not lead it any more, and has no store of it open. */
    void release(TabletName name) {
        lock.lock();
        try {
            claimed.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** The thread that follows one database. */
    private final class Following {
        private final TabletName name;
        private final FeedSource source;
        private final Follower follower;
        private final CountDownLatch ending = new CountDownLatch(1);
        private final Thread thread;

        Following(TabletName name, FeedSource source) {
            this.name = name;
            this.source = source;
            this.follower = followers.apply(name);
            this.thread = Thread.ofVirtual().name("standby " + name).start(this::run);
        }

        private void run() {
            var pause = PAUSE;
            try {
                while (ending.getCount() > 0) {
                    var before = follower.applied();
                    hear();
                    pause = follower.applied().equals(before) ? longer(pause) : PAUSE;
                    ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private void hear() throws InterruptedException {
            try {
                follower.follow(source);
            } catch (LostException lost) {
                log.atDebug().addKeyValue("database", name).setCause(lost).log("A leader is followed no more");
            } catch (RuntimeException broken) {
                if (ending.getCount() == 0) {
                    // Interrupted: the rows are whole, as far as they came.
                    return;
                }
                // The edge of this thread. What is open is closed, and read again from what was flushed.
                log.atWarn().addKeyValue("database", name).setCause(broken).log("Rows cannot be kept warm");
                follower.end().ifPresent(RowStore::close);
            }
        }

        /** Returns when nothing is done any more. */
        Optional<RowStore> end() {
            ending.countDown();
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return follower.end();
        }
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        followed().forEach(this::unfollow);
    }
}
