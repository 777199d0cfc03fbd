package io.ironstead.agent.data;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchRefusedException;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.DatabaseName;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whether programs on this node reach their data now: this machine keeps it, and CouchDB answers. */
public final class DataHealth {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(8);
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);
    private static final DatabaseName ANY = new DatabaseName("ironstead_health");

    private final CouchClient couch;
    private final NodeId self;
    private final Supplier<Optional<NodeId>> keeper;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant looked = Instant.MIN;
    private boolean answered;

    /** @param keeper the machine that keeps the data; empty: each node its own */
    public DataHealth(CouchHome couch, NodeId self, Supplier<Optional<NodeId>> keeper, InstantSource clock) {
        this.couch = couch.client();
        this.self = self;
        this.keeper = keeper;
        this.clock = clock;
    }

    /** Asks CouchDB at most once a second, and waits at most eight for it, as long as a busy one may take. */
    public boolean isGood() {
        return keeper.get().filter(node -> !node.equals(self)).isEmpty() && couchAnswers();
    }

    private boolean couchAnswers() {
        lock.lock();
        try {
            if (!clock.instant().isBefore(looked.plus(KNOWN_FOR))) {
                answered = ask();
                looked = clock.instant();
            }
            return answered;
        } finally {
            lock.unlock();
        }
    }

    private boolean ask() {
        try {
            // Whether it is there does not matter: that CouchDB says so, to this password, does.
            couch.exists(ANY, Deadline.in(ANSWER_MAX));
            return true;
        } catch (CouchUnavailableException | CouchRefusedException sick) {
            return false;
        }
    }
}
