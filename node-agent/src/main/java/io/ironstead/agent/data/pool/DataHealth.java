package io.ironstead.agent.data.pool;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.data.pool.SiteLeaders.Place;
import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchRefusedException;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.DatabaseName;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Whether programs on this node reach their data now: a node leads it, and when that is this one, CouchDB answers. */
public final class DataHealth {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(8);
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);
    private static final DatabaseName ANY = new DatabaseName("ironstead_health");

    private final CouchClient couch;
    private final Function<SiteName, Place> leaders;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant looked = Instant.MIN;
    private boolean answered;

    /** @param leaders where a site's calls go now */
    public DataHealth(CouchHome couch, Function<SiteName, Place> leaders, InstantSource clock) {
        this.couch = couch.client();
        this.leaders = leaders;
        this.clock = clock;
    }

    /** Asks CouchDB at most once a second, and waits at most eight for it, as long as a busy one may take. */
    public boolean isGood(SiteName site) {
        return switch (leaders.apply(site)) {
            case Place.Here() -> couchAnswers();
            case Place.At _ -> true;
            case Place.Nowhere _ -> false;
        };
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
