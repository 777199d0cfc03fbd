package io.ironstead.console.sites;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import java.net.IDN;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Creates, lists and changes sites. A foreign site and a missing one are the same to a tenant: not found. */
@Service
public class SiteService {
    private static final int DOMAINS_MAX = 100;

    private final JdbcClient jdbc;
    private final ConsoleSettings settings;
    private final AuditLog audit;
    private final EventFeed events;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    SiteService(
            JdbcClient jdbc,
            ConsoleSettings settings,
            AuditLog audit,
            EventFeed events,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.audit = audit;
        this.events = events;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** The caller's sites by name. */
    public List<Site> list(Caller caller) {
        return sites(caller, Optional.empty());
    }

    /** @throws NotFoundException when there is none, or it is another tenant's */
    public Site get(Caller caller, SiteName name) {
        return sites(caller, Optional.of(name)).stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException("site", name));
    }

    /** The one place that decides whose sites a caller sees. */
    private List<Site> sites(Caller caller, Optional<SiteName> only) {
        var domains = domainsBySite(only);
        return jdbc.sql("select * from site where (? or tenant = ?) and (? or name = ?) order by name")
                .params(
                        caller.isOperator(),
                        caller.tenant().map(TenantId::value).orElse(""),
                        only.isEmpty(),
                        only.map(SiteName::value).orElse(""))
                .query((row, n) -> {
                    var name = new SiteName(row.getString("name"));
                    return new Site(
                            name,
                            new TenantId(row.getString("tenant")),
                            domains.getOrDefault(name, List.of()),
                            row.getBoolean("suspended"),
                            row.getBoolean("strict_indexes"),
                            address(name.value()),
                            row.getObject("created_at", Instant.class));
                })
                .list();
    }

    /**
     * Creates an empty site.
     *
     * @param owner whose it will be; empty for the caller's own tenant, or the house for operators
     * @throws RefusedException when the name is taken or the tenant has as many sites as it may
     */
    @Transactional
    public Site create(Caller caller, SiteName name, Optional<TenantId> owner) {
        caller.requireScope(Caller.Scope.DEPLOY);
        var tenant = owner.or(caller::tenant).orElse(TenantService.HOUSE);
        if (!caller.mayUse(tenant)) {
            throw new NotFoundException("tenant", tenant);
        }
        // Two consoles may both pass this check: the quota is a courtesy, the unique name is the guarantee.
        int sitesMax = jdbc.sql("select sites_max from tenant where id = ?")
                .param(tenant.value())
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new NotFoundException("tenant", tenant));
        int sites = jdbc.sql("select count(*) from site where tenant = ?")
                .param(tenant.value())
                .query(Integer.class)
                .single();
        if (sites >= sitesMax) {
            throw new RefusedException(
                    "The tenant \"" + tenant + "\" has " + sites + " sites, as many as it may.",
                    "Delete one that is not needed, or ask an operator for more.");
        }
        var suffix = "." + settings.platformDomain();
        var console = consoleHost();
        if (console.endsWith(suffix)
                && lastLabel(console.substring(0, console.length() - suffix.length()))
                        .equals(name.value())) {
            throw ofTheConsole(console);
        }
        requireNoOthersBefore(name, tenant);
        try {
            jdbc.sql("insert into site (name, tenant, created_at) values (?, ?, ?)")
                    .params(name.value(), tenant.value(), clock.instant())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new RefusedException("The name \"" + name + "\" is taken.", "Choose another name.");
        }
        events.forgetSite(name);
        publisher.publishEvent(new SiteCreated(name));
        audit.record(caller, "site.create", name.value(), Optional.of(name), "", "tenant " + tenant);
        events.did(caller, Optional.of(name), Optional.empty(), name + " was created by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
        return get(caller, name);
    }

    /** A site's data stays when the site is deleted: whoever gets the name gets the data. */
    private void requireNoOthersBefore(SiteName name, TenantId tenant) {
        int others = jdbc.sql("select count(*) from former_site where name = ? and (tenant is null or tenant <> ?)")
                .params(name.value(), tenant.value())
                .query(Integer.class)
                .single();
        if (others > 0) {
            throw new RefusedException(
                    "The name \"" + name + "\" was another tenant's, whose data may still be there.",
                    "Choose another name.");
        }
    }

    /**
     * Deletes a site with all versions and their history; running requests finish. It cannot be undone. The name stays its
     * tenant's, because the site's data stays under it.
     */
    @Transactional
    public void delete(Caller caller, SiteName name) {
        caller.requireScope(Caller.Scope.ALL);
        var site = get(caller, name);
        jdbc.sql("delete from site where name = ?").param(name.value()).update();
        jdbc.sql("delete from former_site where name = ?").param(name.value()).update();
        jdbc.sql("insert into former_site (name, tenant) values (?, ?)")
                .params(name.value(), site.tenant().value())
                .update();
        audit.record(caller, "site.delete", name.value(), Optional.of(name), "tenant " + site.tenant(), "");
        events.did(caller, Optional.of(name), Optional.empty(), name + " was deleted by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
    }

    /** A suspended site answers 503 and runs nothing. Doing it twice changes nothing. */
    @Transactional
    public void setSuspended(Caller caller, SiteName name, boolean suspended) {
        caller.requireScope(Caller.Scope.ALL);
        var site = get(caller, name);
        if (site.suspended() == suspended) {
            return;
        }
        jdbc.sql("update site set suspended = ? where name = ?")
                .params(suspended, name.value())
                .update();
        var word = suspended ? "suspended" : "resumed";
        audit.record(caller, "site." + (suspended ? "suspend" : "resume"), name.value(), Optional.of(name), "", word);
        events.did(caller, Optional.of(name), Optional.empty(), name + " was " + word + " by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
    }

    /**
     * Whether queries that need a composite index which is not there are refused, as Google refuses them, or are sorted. Doing
     * it twice changes nothing.
     */
    @Transactional
    public void setStrictIndexes(Caller caller, SiteName name, boolean strict) {
        caller.requireScope(Caller.Scope.ALL);
        var site = get(caller, name);
        if (site.strictIndexes() == strict) {
            return;
        }
        jdbc.sql("update site set strict_indexes = ? where name = ?")
                .params(strict, name.value())
                .update();
        audit.record(
                caller,
                "site.indexes",
                name.value(),
                Optional.of(name),
                indexWord(site.strictIndexes()),
                indexWord(strict));
        events.did(
                caller,
                Optional.of(name),
                Optional.empty(),
                "Queries of " + name + " that lack an index are " + (strict ? "refused" : "served")
                        + " from now on, as " + caller.user() + " wants.");
        publisher.publishEvent(new SitesChanged());
    }

    private static String indexWord(boolean strict) {
        return strict ? "queries need their index" : "queries are served without index";
    }

    /**
     * Sets the host names the site answers to, replacing those it had.
     *
     * @return the names in their normal form: lower case, ASCII
     * @throws RefusedException when one is no host name, is another site's, or there are more than 100
     */
    @Transactional
    public List<String> setDomains(Caller caller, SiteName name, List<String> domains) {
        caller.requireScope(Caller.Scope.ALL);
        var site = get(caller, name);
        var normal =
                domains.stream().map(this::normalDomain).distinct().sorted().toList();
        if (normal.size() > DOMAINS_MAX) {
            throw new RefusedException("A site may have 100 domains.", "Use a second site for the rest.");
        }
        jdbc.sql("delete from domain where site = ?").param(name.value()).update();
        for (String domain : normal) {
            try {
                jdbc.sql("insert into domain (name, site) values (?, ?)")
                        .params(domain, name.value())
                        .update();
            } catch (DuplicateKeyException taken) {
                throw new RefusedException(
                        "\"" + domain + "\" belongs to a site already.", "Take it from that site first.");
            }
        }
        audit.record(
                caller,
                "site.domains",
                name.value(),
                Optional.of(name),
                String.join(" ", site.domains()),
                String.join(" ", normal));
        events.did(
                caller,
                Optional.of(name),
                Optional.empty(),
                name + " answers to " + (normal.isEmpty() ? "no domain of its own" : String.join(", ", normal)) + ".");
        publisher.publishEvent(new SitesChanged());
        return normal;
    }

    /** The site that answers at a host name, in lower case and without port, whoever asks: for the platform itself. */
    public Optional<Site> byHost(String host) {
        var suffix = "." + settings.platformDomain();
        var name = host.endsWith(suffix)
                ? Optional.of(lastLabel(host.substring(0, host.length() - suffix.length())))
                : jdbc.sql("select site from domain where name = ?")
                        .param(host)
                        .query(String.class)
                        .optional();
        return name.flatMap(SiteService::nameOf)
                .flatMap(site ->
                        sites(Caller.PLATFORM, Optional.of(site)).stream().findFirst());
    }

    private static Optional<SiteName> nameOf(String label) {
        try {
            return Optional.of(new SiteName(label));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    /** {@code v1-dot-shop} is a version of {@code shop}. */
    private static String lastLabel(String label) {
        int dot = label.lastIndexOf("-dot-");
        return dot < 0 ? label : label.substring(dot + "-dot-".length());
    }

    /** Where visitors reach a host label below the platform's domain. */
    URI address(String label) {
        var port = settings.sitesPort() == 80 ? "" : ":" + settings.sitesPort();
        return URI.create("http://" + label + "." + settings.platformDomain() + port);
    }

    private String normalDomain(String written) {
        String domain;
        try {
            domain = IDN.toASCII(written.strip(), IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException malformed) {
            throw noDomain(written);
        }
        if (domain.length() > 253 || !domain.matches("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}")) {
            throw noDomain(written);
        }
        if (domain.equals(consoleHost()) || domain.equals(settings.platformDomain())) {
            throw ofTheConsole(domain);
        }
        if (domain.endsWith("." + settings.platformDomain())) {
            throw new RefusedException(
                    "\"" + domain + "\" is below the platform's own domain.",
                    "Every site has an address there already; give a domain of your own.");
        }
        return domain;
    }

    /* Browsers send the console's cookie to every port of its host: no site may answer there. */
    private String consoleHost() {
        return Optional.ofNullable(settings.publicAddress().getHost())
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }

    private static RefusedException ofTheConsole(String host) {
        return new RefusedException("\"" + host + "\" is the console's own host.", "Choose another name.");
    }

    private static RefusedException noDomain(String written) {
        var shown = written.length() > 80 ? written.substring(0, 80) + "…" : written;
        return new RefusedException("\"" + shown + "\" is no domain name.", "Write it as shop.example.com.");
    }

    private Map<SiteName, List<String>> domainsBySite(Optional<SiteName> only) {
        record Row(SiteName site, String domain) {}
        return jdbc
                .sql("select site, name from domain where (? or site = ?) order by name")
                .params(only.isEmpty(), only.map(SiteName::value).orElse(""))
                .query((row, n) -> new Row(new SiteName(row.getString("site")), row.getString("name")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::site, Collectors.mapping(Row::domain, Collectors.toList())));
    }
}
