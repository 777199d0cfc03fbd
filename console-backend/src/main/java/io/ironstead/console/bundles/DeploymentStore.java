package io.ironstead.console.bundles;

import io.ironstead.console.Json;
import io.ironstead.console.bundles.Deployment.State;
import io.ironstead.model.Digest;
import io.ironstead.model.SiteName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** Deployments and the archives known to the database. */
@Repository
class DeploymentStore {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    DeploymentStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Stores a new one and returns it with its number; {@code draft}'s own number does not matter. */
    Deployment insert(Deployment draft) {
        var key = new GeneratedKeyHolder();
        jdbc.sql("insert into deployment (site, file_name, state, detail, created_at, created_by) values (?,?,?,?,?,?)")
                .params(
                        draft.site().value(),
                        draft.fileName(),
                        draft.state().name(),
                        Json.text(draft),
                        draft.createdAt(),
                        draft.createdBy())
                .update(key, "id");
        long id = java.util.Objects.requireNonNull(key.getKey()).longValue();
        return numbered(id, draft);
    }

    /**
     * Forgets the oldest of a site's deployments that have ended, but for {@code kept} of the newest and those that
     * versions came from.
     */
    void trim(SiteName site, int kept) {
        jdbc.sql("""
                        delete from deployment where site = ? and state <> ?
                        and id not in (select id from deployment where site = ? order by id desc fetch first ? rows only)
                        and id not in (select deployment_id from version where site = ?)""")
                .params(site.value(), State.RUNNING.name(), site.value(), kept, site.value())
                .update();
    }

    void save(Deployment deployment) {
        jdbc.sql("update deployment set state = ?, detail = ? where id = ?")
                .params(deployment.state().name(), Json.text(deployment), deployment.id())
                .update();
    }

    Optional<Deployment> find(long id) {
        return jdbc.sql("select id, detail from deployment where id = ?")
                .param(id)
                .query((row, n) -> numbered(row.getLong("id"), Json.read(row.getString("detail"), Deployment.class)))
                .optional();
    }

    List<Deployment> ofSite(SiteName site, int limit) {
        return jdbc.sql("select id, detail from deployment where site = ? order by id desc fetch first ? rows only")
                .params(site.value(), limit)
                .query((row, n) -> numbered(row.getLong("id"), Json.read(row.getString("detail"), Deployment.class)))
                .list();
    }

    List<Deployment> running() {
        return jdbc.sql("select id, detail from deployment where state = ?")
                .param(State.RUNNING.name())
                .query((row, n) -> numbered(row.getLong("id"), Json.read(row.getString("detail"), Deployment.class)))
                .list();
    }

    void putBundle(Digest digest, String kind, long bytes) {
        jdbc.sql("merge into bundle (digest, kind, bytes, created_at) key (digest) values (?, ?, ?, ?)")
                .params(digest.hex(), kind, bytes, clock.instant())
                .update();
    }

    /** Archives that no version uses, stored before {@code before}. */
    List<Digest> unusedBundles(Instant before) {
        return jdbc.sql("""
                        select digest from bundle where created_at < ?
                        and digest not in (select digest from version)""")
                .param(before)
                .query((row, n) -> new Digest(row.getString("digest")))
                .list();
    }

    /** False when a version has come to use it in the meantime, or it was stored again. */
    boolean deleteBundle(Digest digest, Instant before) {
        return jdbc.sql("""
                                delete from bundle where digest = ? and created_at < ?
                                and digest not in (select digest from version)""").params(digest.hex(), before).update() == 1;
    }

    private static Deployment numbered(long id, Deployment d) {
        return new Deployment(
                id,
                d.site(),
                d.fileName(),
                d.state(),
                d.service(),
                d.version(),
                d.digest(),
                d.bytes(),
                d.promotePermille(),
                d.steps(),
                d.failure(),
                d.warnings(),
                d.createdAt(),
                d.createdBy());
    }
}
