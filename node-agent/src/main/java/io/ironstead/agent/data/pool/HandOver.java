package io.ironstead.agent.data.pool;

import io.ironstead.agent.data.SiteData;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the data of the sites that this node leads to others, while it is being emptied or stops. Nobody is named the next
 * leader: all nodes make the same choice once this one's card says that it leads no more, and the next call opens the data there.
 * What another node has taken over already is closed, which nobody would notice who asks it nothing.
 */
public final class HandOver implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(HandOver.class);
    private static final int AT_ONCE_MAX = 8;

    private final BooleanSupplier due;
    private final Predicate<SiteName> takenOver;
    private final SiteData data;
    private final Runnable tell;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final Set<SiteName> moving = ConcurrentHashMap.newKeySet();

    /**
     * @param due whether this node is leaving, and another one can lead
     * @param takenOver whether another node leads a site that this one takes for its own
     * @param tell has the other nodes hear what this one leads now
     */
    public HandOver(BooleanSupplier due, Predicate<SiteName> takenOver, SiteData data, Runnable tell) {
        this.due = due;
        this.takenOver = takenOver;
        this.data = data;
        this.tell = tell;
    }

    /** Begins what is to be done now; does not wait for it. */
    @Override
    public void run() {
        begin();
    }

    /** Gives everything away; returns when that is done, or {@code max} has passed. */
    public void all(Duration max) {
        long end = System.nanoTime() + max.toNanos();
        try {
            for (var thread : begin()) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Thread> begin() {
        var threads = new ArrayList<Thread>();
        boolean all = due.getAsBoolean();
        for (var site : data.led().keySet()) {
            if ((all || takenOver.test(site)) && moving.add(site)) {
                threads.add(Thread.ofVirtual().name("hand-over " + site).start(() -> move(site)));
            }
        }
        return threads;
    }

    private void move(SiteName site) {
        try {
            places.acquire();
            try {
                data.handOver(site);
                log.atInfo().addKeyValue("site", site).log("The site's data is another machine's to lead");
                tell.run();
            } finally {
                places.release();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            moving.remove(site);
        }
    }
}
