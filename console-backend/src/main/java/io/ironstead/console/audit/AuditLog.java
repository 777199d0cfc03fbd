package io.ironstead.console.audit;

import io.ironstead.console.security.Caller;
import io.ironstead.model.SiteName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Every change anybody made: append-only, for operators. Values are cut at 2,000 characters and hold no secrets. */
@Service
public class AuditLog {
    private static final int TEXT_MAX = 2_000;
    private static final int PAGE_MAX = 500;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    AuditLog(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** One change, as {@code traffic.set} of {@code shop/default}. */
    public record Entry(
            long id,
            Instant at,
            String actor,
            String fromAddress,
            String action,
            String target,
            Optional<SiteName> site,
            String before,
            String after) {}

    public void record(
            Caller caller, String action, String target, Optional<SiteName> site, String before, String after) {
        jdbc.sql("""
                        insert into audit (at, actor, from_address, action, target, site, before_text, after_text)
                        values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        clock.instant(),
                        caller.user(),
                        cut(caller.address(), 64),
                        action,
                        cut(target, 255),
                        site.map(SiteName::value).orElse(null),
                        cut(before, TEXT_MAX),
                        cut(after, TEXT_MAX))
                .update();
    }

    /**
     * The newest first.
     *
     * @param find part of actor, action or target, in any case; empty for all
     * @param limit at most {@value #PAGE_MAX} are given
     */
    public List<Entry> page(Caller caller, String find, int offset, int limit) {
        caller.requireOperator();
        return jdbc.sql("""
                        select * from audit
                        where lower(actor || ' ' || action || ' ' || target) like ? escape '!'
                        order by id desc offset ? rows fetch next ? rows only""")
                .params(like(find), Math.max(0, offset), Math.clamp(limit, 1, PAGE_MAX))
                .query((row, n) -> new Entry(
                        row.getLong("id"),
                        row.getObject("at", Instant.class),
                        row.getString("actor"),
                        row.getString("from_address"),
                        row.getString("action"),
                        row.getString("target"),
                        Optional.ofNullable(row.getString("site")).map(SiteName::new),
                        row.getString("before_text"),
                        row.getString("after_text")))
                .list();
    }

    private static String like(String find) {
        var plain = find.toLowerCase(java.util.Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return "%" + plain + "%";
    }

    private static String cut(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, lengthMax - 1) + "…";
    }
}
