package io.ironstead.console.fleet;

import io.ironstead.console.Json;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.SitesChanged;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.NodeEvent.Level;
import io.ironstead.model.control.NodeFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The machines that have joined, for operators. What they do right now is {@link LiveFleet}'s. */
@Service
public class MachineService {
    private static final Duration CERTIFICATE_KEPT = Duration.ofDays(91);
    private final JdbcClient jdbc;
    private final JoinTokens tokens;
    private final AuditLog audit;
    private final EventFeed events;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    MachineService(
            JdbcClient jdbc,
            JoinTokens tokens,
            AuditLog audit,
            EventFeed events,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.tokens = tokens;
        this.audit = audit;
        this.events = events;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Published when a machine was removed: its agent is told to leave. */
    public record MachineRemoved(NodeId node) {}

    /** What became of a join request. */
    public sealed interface Admission {
        record Admitted(NodeId node) implements Admission {}

        record Refused(String reason) implements Admission {}
    }

    public List<Machine> list(Caller caller) {
        caller.requireOperator();
        return all();
    }

    /** @throws NotFoundException when there is none */
    public Machine get(Caller caller, NodeId id) {
        return list(caller).stream()
                .filter(machine -> machine.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("machine", id));
    }

    /**
     * Takes a machine out of the pool for good: its certificate is refused from now on.
     *
     * @throws RefusedException when it keeps the sites' data, while there are sites
     */
    @Transactional
    public void remove(Caller caller, NodeId id) {
        get(caller, id);
        if (dataNode().filter(id::equals).isPresent() && anySite()) {
            throw new RefusedException(
                    id + " keeps the data of all sites, which would be without it.",
                    "Export the entities you want to keep and delete the sites first; data does not yet move between"
                            + " machines.");
        }
        jdbc.sql("delete from machine where node = ?").param(id.value()).update();
        audit.record(caller, "machine.remove", id.value(), Optional.empty(), "", "");
        events.did(caller, Optional.empty(), Optional.of(id), id + " was removed by " + caller.user() + ".");
        publisher.publishEvent(new MachineRemoved(id));
    }

    /** Empties a machine, or lets it work again. */
    @Transactional
    public void setDraining(Caller caller, NodeId id, boolean draining) {
        get(caller, id);
        jdbc.sql("update machine set draining = ? where node = ?")
                .params(draining, id.value())
                .update();
        audit.record(caller, draining ? "machine.drain" : "machine.resume", id.value(), Optional.empty(), "", "");
        events.did(
                caller,
                Optional.empty(),
                Optional.of(id),
                id + (draining ? " is being emptied, by " : " takes sites again, by ") + caller.user() + ".");
        publisher.publishEvent(new SitesChanged());
    }

    /**
     * Lets a machine in: uses its token up and gives it a free name near the one it would like.
     *
     * @param serial of the certificate it gets
     */
    @Transactional
    public Admission admit(String secret, String proposedName, String serial) {
        switch (tokens.state(secret)) {
            case USED -> {
                return new Admission.Refused("This join command was used already. Make a new one in the console.");
            }
            case EXPIRED -> {
                return new Admission.Refused(
                        "This join command is not known, or its hour is over. Make a new one in the console.");
            }
            case WAITING -> {}
        }
        var node = freeName(proposedName);
        if (!tokens.redeem(secret, node)) {
            return new Admission.Refused("This join command was used already. Make a new one in the console.");
        }
        jdbc.sql("insert into machine (node, joined_at) values (?, ?)")
                .params(node.value(), clock.instant())
                .update();
        certify(node, serial);
        events.happened(Level.INFO, Optional.empty(), Optional.of(node), node + " joined.");
        publisher.publishEvent(new SitesChanged());
        return new Admission.Admitted(node);
    }

    /** Whether a certificate is that of a machine of the pool. */
    public boolean isMember(NodeId node, String serial) {
        return jdbc.sql("select count(*) from machine_certificate where node = ? and serial = ?")
                        .params(node.value(), serial)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Lets a machine come with one more certificate; the old one works on, in case the new one never arrives. */
    public void certify(NodeId node, String serial) {
        // By then it has expired, and TLS refuses it.
        jdbc.sql("delete from machine_certificate where node = ? and issued_at < ?")
                .params(node.value(), clock.instant().minus(CERTIFICATE_KEPT))
                .update();
        jdbc.sql("insert into machine_certificate (serial, node, issued_at) values (?, ?, ?)")
                .params(serial, node.value(), clock.instant())
                .update();
    }

    /** Keeps what an agent said of its machine; false when that is not of the pool. */
    public boolean learn(NodeId node, NodeFacts facts) {
        return jdbc.sql("update machine set facts = ? where node = ?")
                        .params(Json.text(facts), node.value())
                        .update()
                == 1;
    }

    /** Every machine by name, whoever asks: for the platform itself. */
    public List<Machine> all() {
        return jdbc.sql("select * from machine order by joined_at, node")
                .query((row, n) -> new Machine(
                        new NodeId(row.getString("node")),
                        Optional.ofNullable(row.getString("facts")).map(text -> Json.read(text, NodeFacts.class)),
                        row.getBoolean("draining"),
                        row.getObject("joined_at", Instant.class)))
                .list();
    }

    /** The machine that keeps the datastore of all sites: the one that joined first. */
    public Optional<NodeId> dataNode() {
        return jdbc.sql("select node from machine order by joined_at, node limit 1")
                .query((row, n) -> new NodeId(row.getString("node")))
                .optional();
    }

    private boolean anySite() {
        return jdbc.sql("select count(*) from site").query(Integer.class).single() > 0;
    }

    private NodeId freeName(String proposed) {
        var plain = proposed.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]+", "-")
                .replace("-dot-", "-")
                .replaceAll("-{2,}", "-")
                .replaceAll("^-+|-+$", "");
        var cut = plain.length() > 50 ? plain.substring(0, 50).replaceAll("-+$", "") : plain;
        var wish = cut.isEmpty() ? "node" : cut;
        var taken = all().stream().map(machine -> machine.id().value()).collect(java.util.stream.Collectors.toSet());
        var name = wish;
        for (int i = 2; taken.contains(name); i++) {
            name = wish + "-" + i;
        }
        return new NodeId(name);
    }
}
