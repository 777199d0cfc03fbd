package io.ironstead.console.security;

import io.ironstead.console.ConsoleSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** One-time sign-in links: the way in at first boot, and for everybody without a password. */
@Service
public class SignInLinks {
    /** How long a link works. */
    public static final Duration LIFE = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final ConsoleSettings settings;
    private final InstantSource clock;

    SignInLinks(JdbcClient jdbc, ConsoleSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** A link that signs {@code user} in, once, until {@code expiresAt}. */
    public record SignInLink(URI url, String user, Instant expiresAt) {}

    /** @throws NotFoundException when there is no such user */
    public SignInLink create(Caller caller, String user) {
        caller.requireOperator();
        int known = jdbc.sql("select count(*) from app_user where name = ?")
                .param(user)
                .query(Integer.class)
                .single();
        if (known == 0) {
            throw new NotFoundException("user", user);
        }
        jdbc.sql("delete from sign_in_link where expires_at < ?")
                .param(clock.instant())
                .update();
        var code = Secret.fresh();
        var expiresAt = clock.instant().plus(LIFE);
        jdbc.sql("insert into sign_in_link (hash, user_name, expires_at) values (?, ?, ?)")
                .params(Secret.hash(code), user, expiresAt)
                .update();
        return new SignInLink(settings.publicAddress().resolve("/sign-in/" + code), user, expiresAt);
    }

    /** Whose link this is, without using it up; empty when it is used, expired or made up. */
    public Optional<String> peek(String code) {
        return jdbc.sql("select user_name from sign_in_link where hash = ? and used_at is null and expires_at > ?")
                .params(Secret.hash(code), clock.instant())
                .query(String.class)
                .optional();
    }

    /** Uses the link up: of many who try at once, one gets the user's name. */
    public Optional<String> redeem(String code) {
        var user = peek(code);
        int won = jdbc.sql("update sign_in_link set used_at = ? where hash = ? and used_at is null and expires_at > ?")
                .params(clock.instant(), Secret.hash(code), clock.instant())
                .update();
        return won == 1 ? user : Optional.empty();
    }
}
