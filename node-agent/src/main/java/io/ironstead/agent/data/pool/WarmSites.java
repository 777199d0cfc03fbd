package io.ironstead.agent.data.pool;

import io.ironstead.agent.data.SiteData;
import io.ironstead.agent.data.pool.SiteLeaders.Place;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.standby.FeedSource.LostException;
import io.ironstead.model.SiteName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node keep the rows of those databases warm that it would be among the next two to lead. What nobody leads now, because
 * nobody asks for it, costs nothing.
 */
public final class WarmSites implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(WarmSites.class);

    /** While a leader dies nobody leads: its standbys wait for what becomes of it with their rows open. */
    private static final int LOOKS_UNWANTED_MAX = 20;

    private final SiteLeaders leaders;
    private final DataPeers peers;
    private final SiteData data;
    private final Map<TabletName, Integer> unwanted = new HashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    WarmSites(SiteLeaders leaders, DataPeers peers, SiteData data) {
        this.leaders = leaders;
        this.peers = peers;
        this.data = data;
    }

    /** Looks once, on a thread of its own; not while it still looks. */
    @Override
    public void run() {
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("warm sites").start(() -> {
                try {
                    look();
                } catch (RuntimeException broken) {
                    // The edge of this thread; it looks again in a moment.
                    log.atWarn().setCause(broken).log("What is to be kept warm is not known now");
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private void look() {
        var wanted = new HashSet<TabletName>();
        var kept = data.followed();
        var away = new HashSet<Place.At>();
        for (var standby : leaders.standbys().entrySet()) {
            wanted.addAll(databases(standby.getKey(), standby.getValue(), kept, away));
        }
        unwanted.keySet().retainAll(kept);
        unwanted.keySet().removeAll(wanted);
        for (var name : kept) {
            if (!wanted.contains(name) && unwanted.merge(name, 1, Integer::sum) > LOOKS_UNWANTED_MAX) {
                data.unfollow(name);
            }
        }
        for (var name : wanted) {
            var site = new SiteName(name.site());
            data.follow(name, () -> peers.hear(leaders, site, name.database()));
        }
    }

    private Set<TabletName> databases(SiteName site, Place.At leader, Set<TabletName> kept, Set<Place.At> away) {
        var names = new HashSet<TabletName>();
        try {
            if (away.contains(leader)) {
                throw new LostException("It did not answer a moment ago");
            }
            peers.databases(leader, site).forEach(database -> names.add(new TabletName(site.value(), database)));
        } catch (LostException silent) {
            away.add(leader);
            // It may answer in a moment, and until somebody else leads nothing is known better.
            kept.stream().filter(name -> name.site().equals(site.value())).forEach(names::add);
        }
        return names;
    }
}
