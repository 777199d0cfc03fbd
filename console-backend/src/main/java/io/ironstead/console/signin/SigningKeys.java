package io.ironstead.console.signin;

import io.ironstead.console.Json;
import io.ironstead.console.security.Secret;
import io.ironstead.console.security.Vault;
import io.ironstead.console.sites.SitesChanged;
import io.ironstead.model.signin.SigningKey;
import io.ironstead.model.signin.SiteSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The keys that nodes get for sign-in: a new one every month, the older ones kept until the last session
 * under it is over. Sealed in the database; when they cannot be opened, new ones are made, and people sign in again.
 */
@Component
public class SigningKeys {
    private static final String SETTING = "site-sign-in-keys";
    private static final Duration SIGNS = Duration.ofDays(30);

    private final JdbcClient jdbc;
    private final Vault vault;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    SigningKeys(JdbcClient jdbc, Vault vault, ApplicationEventPublisher publisher, InstantSource clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.publisher = publisher;
        this.clock = clock;
    }

    private record Dated(SigningKey key, Instant madeAt) {}

    /** The newest first, never empty. */
    @Transactional
    public synchronized List<SigningKey> now() {
        var kept = stored();
        return (isFresh(kept) ? kept : renewed(kept)).stream().map(Dated::key).toList();
    }

    @Scheduled(fixedDelayString = "PT1H")
    @Transactional
    public synchronized void renew() {
        var kept = stored();
        if (!isFresh(kept)) {
            renewed(kept);
            publisher.publishEvent(new SitesChanged());
        }
    }

    private boolean isFresh(List<Dated> kept) {
        return !kept.isEmpty()
                && clock.instant().isBefore(kept.getFirst().madeAt().plus(SIGNS));
    }

    private List<Dated> renewed(List<Dated> kept) {
        var now = clock.instant();
        var secret = Secret.fresh();
        var id = Secret.hash(secret).substring(0, 8).toLowerCase(Locale.ROOT);
        var keys = new ArrayList<Dated>();
        keys.add(new Dated(new SigningKey(id, secret), now));
        // One month's worth is enough: what it signed last is over after a session's life.
        kept.stream()
                .filter(key -> now.isBefore(key.madeAt().plus(SIGNS).plus(SIGNS).plus(SiteSession.LIFE)))
                .limit(2)
                .forEach(keys::add);
        var sealed = Base64.getEncoder().encodeToString(vault.seal(SETTING, Json.text(keys)));
        jdbc.sql("merge into setting (name, content) key (name) values (?, ?)")
                .params(SETTING, sealed)
                .update();
        return keys;
    }

    private List<Dated> stored() {
        return jdbc.sql("select content from setting where name = ?")
                .param(SETTING)
                .query(String.class)
                .optional()
                .flatMap(this::open)
                .orElse(List.of());
    }

    private Optional<List<Dated>> open(String sealed) {
        return vault.open(SETTING, Base64.getDecoder().decode(sealed))
                .map(text -> List.of(Json.read(text, Dated[].class)));
    }
}
