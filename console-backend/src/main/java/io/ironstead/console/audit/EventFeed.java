package io.ironstead.console.audit;

import io.ironstead.console.security.Caller;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.NodeEvent.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** "What changed": one sentence for everything worth knowing, whoever or whatever did it. The newest 20,000 are kept. */
@Service
public class EventFeed {
    private static final int KEPT = 20_000;
    private static final int PAGE_MAX = 200;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    EventFeed(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** {@code sentence} names its site or machine itself. */
    public record Event(
            long id,
            Instant at,
            Level level,
            Optional<SiteName> site,
            Optional<NodeId> node,
            Optional<String> actor,
            String sentence) {}

    /** Records what a caller did. */
    public void did(Caller caller, Optional<SiteName> site, Optional<NodeId> node, String sentence) {
        insert(clock.instant(), Level.INFO, site, node, Optional.of(caller.user()), sentence);
    }

    /** Records what happened by itself. */
    public void happened(Level level, Optional<SiteName> site, Optional<NodeId> node, String sentence) {
        insert(clock.instant(), level, site, node, Optional.empty(), sentence);
    }

    /** The newest first, at most {@value #PAGE_MAX}: all an operator may see, or those of the tenant's own sites. */
    public List<Event> newest(Caller caller, Optional<SiteName> site, Optional<NodeId> node, int limit) {
        var where = new ArrayList<String>();
        var values = new ArrayList<>();
        site.ifPresent(name -> {
            where.add("site = ?");
            values.add(name.value());
        });
        node.ifPresent(name -> {
            where.add("node = ?");
            values.add(name.value());
        });
        caller.tenant().ifPresent(tenant -> {
            where.add("site in (select name from site where tenant = ?)");
            values.add(tenant.value());
        });
        values.add(Math.clamp(limit, 1, PAGE_MAX));
        // The conditions are this method's own words; every value is a parameter.
        var machines = caller.isOperator() ? Optional.<Pattern>empty() : machineNames();
        var sql = "select * from event" + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
                + " order by id desc fetch first ? rows only";
        return jdbc.sql(sql)
                .params(values)
                .query((row, n) -> new Event(
                        row.getLong("id"),
                        row.getObject("at", Instant.class),
                        Level.valueOf(row.getString("level")),
                        Optional.ofNullable(row.getString("site")).map(SiteName::new),
                        caller.isOperator()
                                ? Optional.ofNullable(row.getString("node")).map(NodeId::new)
                                : Optional.empty(),
                        Optional.ofNullable(row.getString("actor")),
                        machines.isEmpty()
                                ? row.getString("sentence")
                                : machines.get()
                                        .matcher(row.getString("sentence"))
                                        .replaceAll("a machine")))
                .list();
    }

    /** Finds machines' names, with the domains behind them: agents may say them, and they are no tenant's business. */
    private Optional<Pattern> machineNames() {
        var names = jdbc.sql("select node from machine").query(String.class).list().stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Pattern.compile("(?<![A-Za-z0-9-])(?:" + names + ")(?:\\.[A-Za-z0-9-]+)*(?![A-Za-z0-9-])"));
    }

    /**
     * Takes the site's name off its events, for a new site of that name; operators still read the sentences. The
     * audit log keeps everything.
     */
    public void forgetSite(SiteName site) {
        jdbc.sql("update event set site = null where site = ?")
                .param(site.value())
                .update();
    }

    @Scheduled(fixedDelayString = "PT10M")
    void forgetOldest() {
        jdbc.sql("delete from event where id <= (select max(id) from event) - ?")
                .param(KEPT)
                .update();
    }

    private void insert(
            Instant at,
            Level level,
            Optional<SiteName> site,
            Optional<NodeId> node,
            Optional<String> actor,
            String sentence) {
        jdbc.sql("insert into event (at, level, site, node, actor, sentence) values (?, ?, ?, ?, ?, ?)")
                .params(
                        at,
                        level.name(),
                        site.map(SiteName::value).orElse(null),
                        node.map(NodeId::value).orElse(null),
                        actor.orElse(null),
                        sentence.length() <= 500 ? sentence : sentence.substring(0, 499) + "…")
                .update();
    }
}
