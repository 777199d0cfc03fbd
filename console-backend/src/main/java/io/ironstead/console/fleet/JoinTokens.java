package io.ironstead.console.fleet;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.Secret;
import io.ironstead.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** The secrets of join commands: each lets one machine in, within an hour. The whole token is the agent link's. */
@Service
public class JoinTokens {
    /** How long a join command works. */
    public static final Duration LIFE = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final InstantSource clock;

    JoinTokens(JdbcClient jdbc, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** A fresh secret and when it ends. */
    public record Issued(String secret, Instant expiresAt) {}

    /** What became of a join command. */
    public enum State {
        WAITING,
        USED,
        EXPIRED
    }

    public Issued issue(Caller caller) {
        caller.requireOperator();
        var now = clock.instant();
        jdbc.sql("delete from join_token where expires_at < ?")
                .param(now.minus(Duration.ofDays(1)))
                .update();
        var secret = Secret.fresh();
        jdbc.sql("insert into join_token (hash, created_by, expires_at) values (?, ?, ?)")
                .params(Secret.hash(secret), caller.user(), now.plus(LIFE))
                .update();
        audit.record(caller, "machine.join-command", "", Optional.empty(), "", "");
        return new Issued(secret, now.plus(LIFE));
    }

    /** Uses the secret up for {@code node}; false when it is used, expired or made up. */
    boolean redeem(String secret, NodeId node) {
        return jdbc.sql(
                                "update join_token set used_at = ?, node = ? where hash = ? and used_at is null and expires_at > ?")
                        .params(clock.instant(), node.value(), Secret.hash(secret), clock.instant())
                        .update()
                == 1;
    }

    /** Whether the secret would be taken now. */
    State state(String secret) {
        record Row(boolean used, Instant expiresAt) {}
        return jdbc.sql("select used_at is not null as used, expires_at from join_token where hash = ?")
                .param(Secret.hash(secret))
                .query((row, n) -> new Row(row.getBoolean("used"), row.getObject("expires_at", Instant.class)))
                .optional()
                .map(row -> row.used()
                        ? State.USED
                        : row.expiresAt().isAfter(clock.instant()) ? State.WAITING : State.EXPIRED)
                .orElse(State.EXPIRED);
    }

    /** The machine that used this command, once one did. */
    public Optional<NodeId> joinedWith(Caller caller, String secret) {
        caller.requireOperator();
        return jdbc.sql("select node from join_token where hash = ? and used_at is not null")
                .param(Secret.hash(secret))
                .query((row, n) -> new NodeId(row.getString("node")))
                .optional();
    }
}
