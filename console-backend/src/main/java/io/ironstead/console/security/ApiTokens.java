package io.ironstead.console.security;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller.Role;
import io.ironstead.console.security.Caller.Scope;
import io.ironstead.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Tokens for programs: each acts as the user who made it, within its scope. */
@Service
public class ApiTokens {
    private static final String PREFIX = "isk_";
    private static final int TOKENS_MAX = 100;
    private static final Duration LIFE_MAX = Duration.ofDays(3_653);
    private static final Duration USE_RESOLUTION = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final InstantSource clock;

    ApiTokens(JdbcClient jdbc, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** A token without its secret. {@code lastUsedAt} is exact to a minute. */
    public record ApiToken(
            long id,
            String user,
            String label,
            Scope scope,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> lastUsedAt) {}

    /** Returns the secret, which is shown this once. {@code life} empty: it works until revoked. */
    public String create(Caller caller, String label, Scope scope, Optional<Duration> life) {
        caller.requireScope(Scope.ALL);
        if (label.isBlank() || label.length() > 100) {
            throw new RefusedException("A token needs a label of 1 to 100 characters.", "Say what it is for.");
        }
        if (life.isPresent() && (life.get().isNegative() || life.get().isZero())) {
            throw new RefusedException("A token cannot expire in the past.", "Give a time to come, or none.");
        }
        if (life.isPresent() && life.get().compareTo(LIFE_MAX) > 0) {
            throw new RefusedException("A token lives ten years at most.", "Give fewer days, or none for ever.");
        }
        if (list(caller).size() >= TOKENS_MAX) {
            throw new RefusedException("You have " + TOKENS_MAX + " tokens already.", "Revoke one that is not used.");
        }
        var secret = PREFIX + Secret.fresh();
        jdbc.sql("insert into api_token (hash, user_name, label, scope, created_at, expires_at) values (?,?,?,?,?,?)")
                .params(
                        Secret.hash(secret),
                        caller.user(),
                        label,
                        scope.name(),
                        clock.instant(),
                        life.map(clock.instant()::plus).orElse(null))
                .update();
        audit.record(caller, "token.create", label, Optional.empty(), "", scope.name());
        return secret;
    }

    /** The caller's own tokens. */
    public List<ApiToken> list(Caller caller) {
        return jdbc.sql("select * from api_token where user_name = ? order by id")
                .param(caller.user())
                .query((row, n) -> new ApiToken(
                        row.getLong("id"),
                        row.getString("user_name"),
                        row.getString("label"),
                        Scope.valueOf(row.getString("scope")),
                        row.getObject("created_at", Instant.class),
                        Optional.ofNullable(row.getObject("expires_at", Instant.class)),
                        Optional.ofNullable(row.getObject("last_used_at", Instant.class))))
                .list();
    }

    /** @throws NotFoundException unless it is the caller's own */
    public void revoke(Caller caller, long id) {
        caller.requireScope(Scope.ALL);
        int gone = jdbc.sql("delete from api_token where id = ? and user_name = ?")
                .params(id, caller.user())
                .update();
        if (gone == 0) {
            throw new NotFoundException("token", id);
        }
        audit.record(caller, "token.revoke", Long.toString(id), Optional.empty(), "", "");
    }

    /** Who comes with this token; empty when it is expired, revoked or made up. */
    public Optional<Caller> authenticate(String secret, String address) {
        if (!secret.startsWith(PREFIX) || secret.length() > 100) {
            return Optional.empty();
        }
        var now = clock.instant();
        var hash = Secret.hash(secret);
        var caller = jdbc.sql("""
                        select u.name, u.role, u.tenant, t.scope from api_token t join app_user u on u.name = t.user_name
                        where t.hash = ? and (t.expires_at is null or t.expires_at > ?)""")
                .params(hash, now)
                .query((row, n) -> new Caller(
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        Optional.ofNullable(row.getString("tenant")).map(TenantId::new),
                        Scope.valueOf(row.getString("scope")),
                        address))
                .optional();
        if (caller.isPresent()) {
            jdbc.sql(
                            "update api_token set last_used_at = ? where hash = ? and (last_used_at is null or last_used_at < ?)")
                    .params(now, hash, now.minus(USE_RESOLUTION))
                    .update();
        }
        return caller;
    }
}
