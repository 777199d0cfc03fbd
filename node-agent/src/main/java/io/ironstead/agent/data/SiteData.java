package io.ironstead.agent.data;

import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.node.Datastores;
import io.ironstead.datastore.node.Datastores.IndexWishes;
import io.ironstead.datastore.node.DatastoresSettings;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.datastore.wire.v1.Databases;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.DatastoreLoad;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The sites' data at this node, and who may use which. Whether this node is the one to serve a site is asked before: see
 * {@link io.ironstead.agent.data.pool.DataRoad}.
 */
public final class SiteData implements AutoCloseable {
    private static final int DATABASES_MAX = 10;
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Datastores datastores;
    private final Map<SiteName, Set<String>> named = new ConcurrentHashMap<>();

    /**
     * @param couch stays the caller's
     * @param logSlots see {@link DatastoresSettings#rotateSlots}
     * @param indexes which indexes the sites' versions ask for
     * @param self how the log names this node
     */
    public SiteData(
            Path folder, CouchHome couch, long logSlots, NodeId self, IndexWishes indexes, InstantSource clock) {
        var settings = DatastoresSettings.of(folder, self.value(), couch.copies())
                .withRotateSlots(logSlots)
                .shared(couch.ownAddress().isEmpty());
        this.datastores = new Datastores(settings, couch.client(), indexes, clock);
    }

    /**
     * A database comes to be with its first commit; which names and how many a site may use is bounded, because each takes
     * room in memory and in CouchDB that all sites share.
     *
     * @param database empty for the default one
     */
    public Datastore of(SiteName site, String database) {
        if (!database.isEmpty() && !isKnown(site, database)) {
            return new DatastoreRefused(
                    new Problem.Invalid("A database is named by 1 to 63 lower-case letters, digits and"
                            + " hyphens, a letter first, and a site may use " + DATABASES_MAX
                            + " besides its default one."));
        }
        return datastores.datastore(site, database);
    }

    /** A site's default database with what the platform keeps in it. */
    public Datastore platform(SiteName site) {
        return datastores.platform(site);
    }

    /** Whether a database of the site is open here, which makes this node its leader as far as it knows. */
    public boolean leads(SiteName site) {
        return epoch(site) > 0;
    }

    /** The epoch in which this node leads a site; 0 when it does not, as far as it knows. */
    public long epoch(SiteName site) {
        return datastores.epoch(site);
    }

    /** Every site that this node leads, with its epoch. */
    public Map<SiteName, Long> led() {
        return datastores.led();
    }

    /** Closes a site's databases so that no call fails because of it; another node is to lead them then. */
    public void handOver(SiteName site) throws InterruptedException {
        datastores.handOver(site);
    }

    /** The databases of a site that are open here, by name. */
    public Set<String> open(SiteName site) {
        return datastores.open(site);
    }

    /** See {@link Datastores#subscribe}. */
    public Optional<Feed.Subscription> subscribe(TabletName name, Runnable ready) {
        return datastores.subscribe(name, ready);
    }

    /** See {@link Datastores#follow}. */
    public void follow(TabletName name, FeedSource leader) {
        datastores.follow(name, leader);
    }

    /** See {@link Datastores#unfollow}. */
    public void unfollow(TabletName name) {
        datastores.unfollow(name);
    }

    /** The databases whose rows are kept warm here, or are to be. */
    public Set<TabletName> followed() {
        return datastores.followed();
    }

    /** Those whose leader is heard, each with the last entry that was applied. */
    public Map<TabletName, LogPosition> warm() {
        return datastores.warm();
    }

    private boolean isKnown(SiteName site, String database) {
        if (!NAME.matcher(database).matches()) {
            return false;
        }
        var used = named.computeIfAbsent(site, fresh -> new HashSet<>());
        synchronized (used) {
            return used.contains(database) || (used.size() < DATABASES_MAX && used.add(database));
        }
    }

    /** The databases of one site. */
    public Databases only(SiteName site) {
        return (project, database) -> project.equals(site.value()) ? Optional.of(of(site, database)) : Optional.empty();
    }

    /** The databases of every site, and of names that could be sites: for whoever may use this whole machine. */
    public Databases all() {
        return (project, database) -> name(project).map(site -> of(site, database));
    }

    private static Optional<SiteName> name(String project) {
        try {
            return Optional.of(new SiteName(project));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    /** What was asked of each site's data since the last call, and what it holds. */
    public List<DatastoreLoad> takeLoads() {
        return datastores.takeFigures().entrySet().stream()
                .map(entry -> new DatastoreLoad(
                        entry.getKey(),
                        entry.getValue().reads(),
                        entry.getValue().commits(),
                        entry.getValue().latencies(),
                        entry.getValue().storedBytes(),
                        entry.getValue().logBytes()))
                .toList();
    }

    /** Bytes of index rows on this disk, of the databases that are open. */
    public long sizeBytes() {
        return datastores.sizeBytes();
    }

    @Override
    public void close() {
        datastores.close();
    }
}
