package io.ironstead.console.certificates;

import io.ironstead.console.Json;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.certificates.CertificateCheck.Checked;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.Vault;
import io.ironstead.console.sites.Site;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.SitesChanged;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.SiteCertificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The certificates of sites' host names. Visitors of a name get the one uploaded last among those that cover it; an
 * older one that no name is left for goes. Keys go in and reach the nodes, and no caller gets them back.
 */
@Service
public class CertificateService {
    private static final Logger log = LoggerFactory.getLogger(CertificateService.class);
    private static final int PER_SITE_MAX = 50;
    private static final String PURPOSE = "certificate";

    private final JdbcClient jdbc;
    private final SiteService sites;
    private final Vault vault;
    private final AuditLog audit;
    private final EventFeed events;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    CertificateService(
            JdbcClient jdbc,
            SiteService sites,
            Vault vault,
            AuditLog audit,
            EventFeed events,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.sites = sites;
        this.vault = vault;
        this.audit = audit;
        this.events = events;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** What became of an upload. */
    public sealed interface UploadResult {
        /** Visitors get it within a second. */
        record Stored(Certificate certificate) implements UploadResult {}

        /** It is of no use for this site; both are sentences for the person who sent it. */
        record Refused(String cause, String advice) implements UploadResult {}
    }

    /** The newest first. @throws NotFoundException when there is no such site, or it is another tenant's */
    public List<Certificate> list(Caller caller, SiteName site) {
        return withDomains(sites.get(caller, site), stored(site));
    }

    /**
     * Takes a certificate for those of the site's host names that it covers, replacing what they had.
     *
     * @param chainPem the certificate and those that signed it, in any order
     * @param keyPem its private key, without a password
     * @throws NotFoundException when there is no such site, or it is another tenant's
     */
    @Transactional
    public UploadResult upload(Caller caller, SiteName site, String chainPem, String keyPem) {
        caller.requireScope(Caller.Scope.ALL);
        var owner = sites.get(caller, site);
        return switch (CertificateCheck.check(chainPem, keyPem, clock.instant())) {
            case Checked.Bad(var cause, var advice) -> new UploadResult.Refused(cause, advice);
            case Checked.Good good -> take(caller, owner, good);
        };
    }

    private UploadResult take(Caller caller, Site site, Checked.Good good) {
        if (hosts(site).stream().noneMatch(host -> Certificate.covers(good.names(), host))) {
            return new UploadResult.Refused(
                    "The certificate is for " + some(good.names()) + ", and none of that is a domain of this site.",
                    "Add the domain first, or upload the certificate of one that is here.");
        }
        var before = stored(site.name());
        if (before.size() >= PER_SITE_MAX) {
            return new UploadResult.Refused(
                    "A site may have " + PER_SITE_MAX + " certificates.", "Delete one that serves no domain.");
        }
        insert(caller, site.name(), good);
        var after = withDomains(site, stored(site.name()));
        var fresh = after.getFirst();
        var replaced = after.stream()
                .skip(1)
                .filter(old -> old.domains().isEmpty() && hosts(site).stream().anyMatch(old::covers))
                .toList();
        replaced.forEach(old -> delete(old.id()));
        audit.record(
                caller,
                "certificate.upload",
                String.join(" ", fresh.domains()),
                Optional.of(site.name()),
                replaced.stream().map(CertificateService::words).collect(Collectors.joining("; ")),
                words(fresh));
        events.did(
                caller,
                Optional.of(site.name()),
                Optional.empty(),
                site.name() + " has a certificate for " + some(fresh.domains()) + ", by " + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
        return new UploadResult.Stored(fresh);
    }

    /** Deletes one; its domains fall back to an older one that covers them, or to the node's own. */
    @Transactional
    public void delete(Caller caller, SiteName site, long id) {
        caller.requireScope(Caller.Scope.ALL);
        var gone = list(caller, site).stream()
                .filter(certificate -> certificate.id() == id)
                .findFirst()
                .orElseThrow(() -> new NotFoundException("certificate", id));
        delete(id);
        audit.record(caller, "certificate.delete", String.join(" ", gone.names()), Optional.of(site), words(gone), "");
        publisher.publishEvent(new SitesChanged());
    }

    /** For the desired state: what each site's visitors get, by host name, with keys. One query for all sites. */
    public Map<SiteName, List<SiteCertificate>> ofAll(List<Site> all) {
        record Row(Certificate certificate, String chain, byte[] key) {}
        var rows = jdbc
                .sql("select * from certificate order by id desc")
                .query((row, n) -> new Row(certificate(row), row.getString("chain"), row.getBytes("sealed_key")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(row -> row.certificate().site()));
        var chosen = new HashMap<SiteName, List<SiteCertificate>>();
        for (var site : all) {
            var own = rows.getOrDefault(site.name(), List.of());
            var served = new ArrayList<SiteCertificate>();
            for (var host : hosts(site)) {
                own.stream()
                        .filter(row -> row.certificate().covers(host))
                        .findFirst()
                        .flatMap(row -> openKey(row.certificate(), row.key())
                                .map(key -> new SiteCertificate(host, row.chain(), key)))
                        .ifPresent(served::add);
            }
            chosen.put(site.name(), served);
        }
        return chosen;
    }

    private Optional<String> openKey(Certificate certificate, byte[] sealed) {
        var key = vault.open(PURPOSE, sealed);
        if (key.isEmpty()) {
            // The other sites' nodes must hear what changed all the same.
            log.atWarn()
                    .addKeyValue("site", certificate.site())
                    .addKeyValue("certificate", certificate.id())
                    .log("A certificate's key does not fit vault.key: upload it again");
        }
        return key;
    }

    private void insert(Caller caller, SiteName site, Checked.Good good) {
        jdbc.sql("""
                        insert into certificate (site, names, issuer, valid_from, valid_until, fingerprint, chain,
                        sealed_key, uploaded_at, uploaded_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        site.value(),
                        Json.text(good.names()),
                        good.issuer(),
                        good.validFrom(),
                        good.validUntil(),
                        good.fingerprint(),
                        good.chainPem(),
                        vault.seal(PURPOSE, good.keyPem()),
                        clock.instant(),
                        caller.user())
                .update();
    }

    private void delete(long id) {
        jdbc.sql("delete from certificate where id = ?").param(id).update();
    }

    private List<Certificate> stored(SiteName site) {
        return jdbc.sql("select * from certificate where site = ? order by id desc")
                .param(site.value())
                .query((row, n) -> certificate(row))
                .list();
    }

    private static Certificate certificate(ResultSet row) throws SQLException {
        return new Certificate(
                row.getLong("id"),
                new SiteName(row.getString("site")),
                List.of(Json.read(row.getString("names"), String[].class)),
                List.of(),
                row.getString("issuer"),
                row.getObject("valid_from", Instant.class),
                row.getObject("valid_until", Instant.class),
                row.getString("fingerprint"),
                row.getObject("uploaded_at", Instant.class),
                row.getString("uploaded_by"));
    }

    private static List<Certificate> withDomains(Site site, List<Certificate> newestFirst) {
        var chosen = new HashMap<Long, List<String>>();
        for (var host : hosts(site)) {
            newestFirst.stream()
                    .filter(certificate -> certificate.covers(host))
                    .findFirst()
                    .ifPresent(certificate -> chosen.computeIfAbsent(certificate.id(), id -> new ArrayList<>())
                            .add(host));
        }
        return newestFirst.stream()
                .map(certificate -> certificate.serving(chosen.getOrDefault(certificate.id(), List.of())))
                .toList();
    }

    /** The platform's name for the site, and the owner's. */
    private static List<String> hosts(Site site) {
        var hosts = new ArrayList<String>();
        hosts.add(site.address().getHost());
        hosts.addAll(site.domains());
        return hosts;
    }

    private static String words(Certificate certificate) {
        return some(certificate.names()) + ", until "
                + certificate.validUntil().toString().substring(0, 10) + ", by " + certificate.issuer() + ", SHA-256 "
                + certificate.fingerprint();
    }

    private static String some(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }
}
