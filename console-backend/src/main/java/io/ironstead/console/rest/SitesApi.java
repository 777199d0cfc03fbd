package io.ironstead.console.rest;

import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.Subject;
import io.ironstead.console.rest.Views.InstanceView;
import io.ironstead.console.rest.Views.LoadView;
import io.ironstead.console.rest.Views.SiteView;
import io.ironstead.console.rest.Views.VersionView;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.InstanceId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.RequestSample;
import io.ironstead.model.control.TrafficSplit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sites, their versions and traffic, and what they do. */
@RestController
@RequestMapping("/api/v1/sites")
class SitesApi {
    private final CurrentCaller caller;
    private final SiteService sites;
    private final VersionService versions;
    private final LiveFleet fleet;
    private final LoadHistory history;
    private final EventFeed events;
    private final LogService logs;

    SitesApi(
            CurrentCaller caller,
            SiteService sites,
            VersionService versions,
            LiveFleet fleet,
            LoadHistory history,
            EventFeed events,
            LogService logs) {
        this.caller = caller;
        this.sites = sites;
        this.versions = versions;
        this.fleet = fleet;
        this.history = history;
        this.events = events;
        this.logs = logs;
    }

    record NewSite(SiteName name, @Nullable TenantId tenant) {
        NewSite {
            Given.required(name, "name");
        }
    }

    record Suspension(Boolean suspended) {
        Suspension {
            Given.required(suspended, "suspended");
        }
    }

    record Indexes(Boolean strict) {
        Indexes {
            Given.required(strict, "strict");
        }
    }

    record Domains(List<String> domains) {
        Domains {
            Given.required(domains, "domains").forEach(domain -> Given.required(domain, "domains"));
        }
    }

    record Serving(Boolean serving) {
        Serving {
            Given.required(serving, "serving");
        }
    }

    @GetMapping
    List<SiteView> list() {
        var who = caller.get();
        var picture = fleet.now(who);
        var uploads = versions.listAll(who);
        return sites.list(who).stream()
                .map(site -> Views.site(site, uploads.getOrDefault(site.name(), List.of()), picture.site(site.name())))
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    SiteView create(@RequestBody NewSite site) {
        sites.create(caller.get(), site.name(), Optional.ofNullable(site.tenant()));
        return view(caller.get(), site.name());
    }

    @GetMapping("/{site}")
    SiteView get(@PathVariable SiteName site) {
        return view(caller.get(), site);
    }

    @DeleteMapping("/{site}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable SiteName site) {
        sites.delete(caller.get(), site);
    }

    @PutMapping("/{site}/suspended")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void suspend(@PathVariable SiteName site, @RequestBody Suspension wanted) {
        sites.setSuspended(caller.get(), site, wanted.suspended());
    }

    /** Strict: a query that needs a composite index which is not there is refused, with the lines for index.yaml. */
    @PutMapping("/{site}/indexes")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void indexes(@PathVariable SiteName site, @RequestBody Indexes wanted) {
        sites.setStrictIndexes(caller.get(), site, wanted.strict());
    }

    @PutMapping("/{site}/domains")
    Domains domains(@PathVariable SiteName site, @RequestBody Domains wanted) {
        return new Domains(sites.setDomains(caller.get(), site, wanted.domains()));
    }

    @GetMapping("/{site}/versions")
    List<VersionView> versions(@PathVariable SiteName site) {
        return versions.list(caller.get(), site).stream().map(VersionView::of).toList();
    }

    @DeleteMapping("/{site}/services/{service}/versions/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteVersion(
            @PathVariable SiteName site, @PathVariable ServiceName service, @PathVariable VersionId version) {
        versions.delete(caller.get(), new VersionKey(site, service, version));
    }

    @PutMapping("/{site}/services/{service}/versions/{version}/serving")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void serving(
            @PathVariable SiteName site,
            @PathVariable ServiceName service,
            @PathVariable VersionId version,
            @RequestBody Serving wanted) {
        versions.setServing(caller.get(), new VersionKey(site, service, version), wanted.serving());
    }

    @GetMapping("/{site}/services/{service}/traffic")
    TrafficSplit traffic(@PathVariable SiteName site, @PathVariable ServiceName service) {
        return Optional.ofNullable(versions.traffic(caller.get(), site).get(service))
                .orElseThrow(() -> new io.ironstead.console.security.NotFoundException("service", service));
    }

    @PutMapping("/{site}/services/{service}/traffic")
    TrafficSplit setTraffic(
            @PathVariable SiteName site, @PathVariable ServiceName service, @RequestBody TrafficSplit wanted) {
        versions.setTraffic(caller.get(), site, service, wanted);
        return wanted;
    }

    @PostMapping("/{site}/services/{service}/rollback")
    TrafficSplit rollback(@PathVariable SiteName site, @PathVariable ServiceName service) {
        return versions.rollback(caller.get(), site, service);
    }

    @GetMapping("/{site}/instances")
    List<InstanceView> instances(@PathVariable SiteName site) {
        var who = caller.get();
        sites.get(who, site);
        return fleet.now(who).site(site).map(Views::instances).orElse(List.of());
    }

    @DeleteMapping("/{site}/instances/{instance}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void retire(@PathVariable SiteName site, @PathVariable InstanceId instance) {
        logs.retire(caller.get(), site, instance);
    }

    @GetMapping("/{site}/load")
    LoadView load(@PathVariable SiteName site, @RequestParam(defaultValue = "5m") String range) {
        var span = Views.range(range);
        return LoadView.of(span, history.points(caller.get(), new Subject.OfSite(site), span));
    }

    @GetMapping("/{site}/requests")
    List<RequestSample> requests(@PathVariable SiteName site) {
        var who = caller.get();
        sites.get(who, site);
        return fleet.now(who).site(site).stream()
                .flatMap(now -> now.requests().stream())
                .map(placed -> placed.request())
                .toList();
    }

    @GetMapping("/{site}/events")
    List<EventFeed.Event> events(@PathVariable SiteName site, @RequestParam(defaultValue = "50") int limit) {
        var who = caller.get();
        sites.get(who, site);
        return events.newest(who, Optional.of(site), Optional.empty(), limit);
    }

    private SiteView view(Caller who, SiteName site) {
        return Views.site(
                sites.get(who, site), versions.list(who, site), fleet.now(who).site(site));
    }
}
