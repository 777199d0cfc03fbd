package io.ironstead.console.sites;

import io.ironstead.console.Json;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.control.TrafficSplit;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The versions of a site and which of them take its traffic. */
@Service
public class VersionService {
    private static final int HISTORY_KEPT = 100;

    private final JdbcClient jdbc;
    private final VersionStore store;
    private final SiteService sites;
    private final AuditLog audit;
    private final EventFeed events;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    VersionService(
            JdbcClient jdbc,
            VersionStore store,
            SiteService sites,
            AuditLog audit,
            EventFeed events,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.sites = sites;
        this.audit = audit;
        this.events = events;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** The newest first. */
    public List<SiteVersion> list(Caller caller, SiteName site) {
        sites.get(caller, site);
        return versionsOf(site);
    }

    /** The versions of all the caller's sites, by site, the newest first; sites without any are left out. */
    public Map<SiteName, List<SiteVersion>> listAll(Caller caller) {
        var own = sites.list(caller).stream().map(Site::name).collect(Collectors.toSet());
        var all = new HashMap<>(versionsOfAll());
        all.keySet().retainAll(own);
        return all;
    }

    /** What is in force, by service. */
    public Map<ServiceName, TrafficSplit> traffic(Caller caller, SiteName site) {
        sites.get(caller, site);
        return trafficOf(site);
    }

    /** Gives one version all the traffic of its service. */
    @Transactional
    public void promote(Caller caller, VersionKey key) {
        setTraffic(caller, key.site(), key.service(), TrafficSplit.all(key.version()));
    }

    /** @throws RefusedException when a named version is missing or stopped */
    @Transactional
    public void setTraffic(Caller caller, SiteName site, ServiceName service, TrafficSplit split) {
        caller.requireScope(Caller.Scope.DEPLOY);
        var versions = list(caller, site);
        for (var share : split.shares()) {
            var version = versions.stream()
                    .filter(v -> v.service().equals(service) && v.version().equals(share.version()))
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException("version", service + "/" + share.version()));
            if (!version.serving()) {
                throw new RefusedException(
                        "The version " + share.version() + " is stopped.", "Start it before it can take traffic.");
            }
        }
        var before = Optional.ofNullable(trafficOf(site).get(service));
        if (before.equals(Optional.of(split))) {
            return;
        }
        putTraffic(caller, site, service, split);
        audit.record(
                caller,
                "traffic.set",
                site + "/" + service,
                Optional.of(site),
                before.map(VersionService::words).orElse("nothing"),
                words(split));
        events.did(
                caller,
                Optional.of(site),
                Optional.empty(),
                site + " traffic: " + words(split) + ", by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
    }

    /**
     * Takes the service back to the split before the one in force; rolling back again goes one further.
     *
     * @return the split in force now
     * @throws RefusedException when there is none before, or one of its versions is gone or stopped
     */
    @Transactional
    public TrafficSplit rollback(Caller caller, SiteName site, ServiceName service) {
        caller.requireScope(Caller.Scope.DEPLOY);
        var versions = list(caller, site);
        record Row(long id, TrafficSplit split) {}
        var newest = jdbc.sql("""
                        select id, split from traffic where site = ? and service = ?
                        order by id desc fetch first 2 rows only""")
                .params(site.value(), service.value())
                .query((row, n) -> new Row(row.getLong("id"), Json.read(row.getString("split"), TrafficSplit.class)))
                .list();
        if (newest.size() < 2) {
            throw new RefusedException(
                    "The service \"" + service + "\" has no earlier traffic to go back to.",
                    "Promote a version instead.");
        }
        var now = newest.getFirst();
        var back = newest.getLast().split();
        for (var share : back.shares()) {
            boolean runs = versions.stream()
                    .anyMatch(v -> v.service().equals(service) && v.version().equals(share.version()) && v.serving());
            if (!runs) {
                throw new RefusedException(
                        "The version " + share.version() + " of the earlier traffic is deleted or stopped.",
                        "Promote a version that is there instead.");
            }
        }
        // The pointer moves back: what was in force is forgotten, so that a second roll back goes further.
        jdbc.sql("delete from traffic where id = ?").param(now.id()).update();
        audit.record(
                caller, "traffic.rollback", site + "/" + service, Optional.of(site), words(now.split()), words(back));
        events.did(
                caller,
                Optional.of(site),
                Optional.empty(),
                site + " rolled back to " + words(back) + ", by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
        return back;
    }

    /** Stops or starts a version. @throws RefusedException when it would stop one that takes traffic */
    @Transactional
    public void setServing(Caller caller, VersionKey key, boolean serving) {
        caller.requireScope(Caller.Scope.DEPLOY);
        var version = get(caller, key);
        if (!serving && version.trafficPermille() > 0) {
            throw takesTraffic(version, "stopped");
        }
        jdbc.sql("update version set serving = ? where site = ? and service = ? and version = ?")
                .params(
                        serving,
                        key.site().value(),
                        key.service().value(),
                        key.version().value())
                .update();
        audit.record(
                caller, serving ? "version.start" : "version.stop", key.toString(), Optional.of(key.site()), "", "");
        publisher.publishEvent(new SitesChanged());
    }

    /** Deletes a version. @throws RefusedException while it takes traffic */
    @Transactional
    public void delete(Caller caller, VersionKey key) {
        caller.requireScope(Caller.Scope.DEPLOY);
        var version = get(caller, key);
        if (version.trafficPermille() > 0) {
            throw takesTraffic(version, "deleted");
        }
        jdbc.sql("delete from version where site = ? and service = ? and version = ?")
                .params(key.site().value(), key.service().value(), key.version().value())
                .update();
        audit.record(
                caller,
                "version.delete",
                key.toString(),
                Optional.of(key.site()),
                version.digest().hex(),
                "");
        events.did(
                caller,
                Optional.of(key.site()),
                Optional.empty(),
                key.site() + " " + key.version() + " was deleted by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
    }

    /** @throws NotFoundException when there is none, or the site is another tenant's */
    public SiteVersion get(Caller caller, VersionKey key) {
        return list(caller, key.site()).stream()
                .filter(version -> version.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("version", key.service() + "/" + key.version()));
    }

    /** Stores what a deployment uploaded, warm but without traffic; a version of the same name is replaced. */
    @Transactional
    public void put(Caller caller, VersionKey key, long deploymentId, Digest digest, AppDescriptor app) {
        jdbc.sql("delete from version where site = ? and service = ? and version = ?")
                .params(key.site().value(), key.service().value(), key.version().value())
                .update();
        jdbc.sql("""
                        insert into version
                        (site, service, version, deployment_id, digest, app, serving, warm, created_at, created_by)
                        values (?, ?, ?, ?, ?, ?, true, true, ?, ?)""")
                .params(
                        key.site().value(),
                        key.service().value(),
                        key.version().value(),
                        deploymentId,
                        digest.hex(),
                        Json.text(app),
                        clock.instant(),
                        caller.user())
                .update();
        publisher.publishEvent(new SitesChanged());
    }

    /** Ends the readiness that a deployment asked for. Unknown versions are ignored. */
    @Transactional
    public void letSleep(VersionKey key) {
        jdbc.sql("update version set warm = false where site = ? and service = ? and version = ?")
                .params(key.site().value(), key.service().value(), key.version().value())
                .update();
        publisher.publishEvent(new SitesChanged());
    }

    /** Removes a version that never became ready, if the deployment still owns it. */
    @Transactional
    public void discard(VersionKey key, long deploymentId) {
        jdbc.sql("delete from version where site = ? and service = ? and version = ? and deployment_id = ?")
                .params(key.site().value(), key.service().value(), key.version().value(), deploymentId)
                .update();
        publisher.publishEvent(new SitesChanged());
    }

    /** All versions of a site, the newest first, whoever asks: for the platform itself. */
    public List<SiteVersion> versionsOf(SiteName site) {
        return store.versions(Optional.of(site)).getOrDefault(site, List.of());
    }

    /** All versions of all sites, for the platform itself; sites without any are left out. */
    public Map<SiteName, List<SiteVersion>> versionsOfAll() {
        return store.versions(Optional.empty());
    }

    /** The splits in force by service, whoever asks: for the platform itself. */
    public Map<ServiceName, TrafficSplit> trafficOf(SiteName site) {
        return store.traffic(Optional.of(site)).getOrDefault(site, Map.of());
    }

    /** The splits in force of all sites, for the platform itself; sites without any are left out. */
    public Map<SiteName, Map<ServiceName, TrafficSplit>> trafficOfAll() {
        return store.traffic(Optional.empty());
    }

    /** The sites that have something for visitors, whoever asks: for the live picture. */
    public Set<SiteName> sitesWithTraffic() {
        return Set.copyOf(jdbc.sql("select distinct site from traffic")
                .query((row, n) -> new SiteName(row.getString("site")))
                .list());
    }

    private void putTraffic(Caller caller, SiteName site, ServiceName service, TrafficSplit split) {
        jdbc.sql("insert into traffic (site, service, split, changed_at, changed_by) values (?, ?, ?, ?, ?)")
                .params(site.value(), service.value(), Json.text(split), clock.instant(), caller.user())
                .update();
        jdbc.sql("""
                        delete from traffic where site = ? and service = ? and id not in
                        (select id from traffic where site = ? and service = ? order by id desc fetch first ? rows only)""")
                .params(site.value(), service.value(), site.value(), service.value(), HISTORY_KEPT)
                .update();
    }

    private static RefusedException takesTraffic(SiteVersion version, String verb) {
        return new RefusedException(
                version.version() + " takes " + percent(version.trafficPermille()) + " of the traffic and cannot be "
                        + verb + ".",
                "Give its traffic to another version first.");
    }

    private static String words(TrafficSplit split) {
        return split.shares().stream()
                .map(share -> share.version() + " " + percent(share.permille()))
                .collect(Collectors.joining(", "));
    }

    private static String percent(int permille) {
        return permille % 10 == 0 ? permille / 10 + " %" : permille / 10 + "." + permille % 10 + " %";
    }
}
