package io.ironstead.console.sites;

import io.ironstead.console.Json;
import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import io.ironstead.model.control.TrafficSplit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads versions and their traffic, of one site or of all: in as many queries, however many sites there are. */
@Repository
class VersionStore {
    private final JdbcClient jdbc;
    private final SiteService sites;

    VersionStore(JdbcClient jdbc, SiteService sites) {
        this.jdbc = jdbc;
        this.sites = sites;
    }

    /** The newest first; sites without versions are left out. */
    Map<SiteName, List<SiteVersion>> versions(Optional<SiteName> only) {
        var shares = shares(traffic(only));
        return jdbc
                .sql("""
                        select v.*, b.kind from version v join bundle b on b.digest = v.digest"""
                        + (only.isPresent() ? " where v.site = ?" : "")
                        + " order by v.created_at desc, v.deployment_id desc")
                .params(only.stream().map(SiteName::value).toList())
                .query((row, n) -> version(row, shares))
                .list()
                .stream()
                .collect(Collectors.groupingBy(version -> version.key().site()));
    }

    /** The splits in force; sites without any are left out. */
    Map<SiteName, Map<ServiceName, TrafficSplit>> traffic(Optional<SiteName> only) {
        record Row(SiteName site, ServiceName service, TrafficSplit split) {}
        return jdbc
                .sql("select site, service, split from traffic where id in (select max(id) from traffic"
                        + (only.isPresent() ? " where site = ?" : "") + " group by site, service)")
                .params(only.stream().map(SiteName::value).toList())
                .query((row, n) -> new Row(
                        new SiteName(row.getString("site")),
                        new ServiceName(row.getString("service")),
                        Json.read(row.getString("split"), TrafficSplit.class)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::site, Collectors.toMap(Row::service, Row::split)));
    }

    private static Map<String, Integer> shares(Map<SiteName, Map<ServiceName, TrafficSplit>> traffic) {
        var shares = new HashMap<String, Integer>();
        traffic.forEach((site, services) -> services.forEach((service, split) ->
                split.shares().forEach(share -> shares.put(name(site, service, share.version()), share.permille()))));
        return shares;
    }

    private static String name(SiteName site, ServiceName service, VersionId version) {
        return site + "/" + service + "/" + version;
    }

    private SiteVersion version(ResultSet row, Map<String, Integer> shares) throws SQLException {
        var site = new SiteName(row.getString("site"));
        var service = new ServiceName(row.getString("service"));
        var version = new VersionId(row.getString("version"));
        return new SiteVersion(
                site,
                service,
                version,
                row.getLong("deployment_id"),
                new Digest(row.getString("digest")),
                ArchiveKind.valueOf(row.getString("kind")),
                Json.read(row.getString("app"), AppDescriptor.class),
                row.getBoolean("serving"),
                row.getBoolean("warm"),
                shares.getOrDefault(name(site, service, version), 0),
                sites.address(
                        version + "-dot-" + (service.equals(ServiceName.DEFAULT) ? "" : service + "-dot-") + site),
                row.getObject("created_at", Instant.class),
                row.getString("created_by"));
    }
}
