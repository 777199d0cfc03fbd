package io.ironstead.console.rest;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.security.ApiTokens;
import io.ironstead.console.security.ApiTokens.ApiToken;
import io.ironstead.console.security.Caller.Scope;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.snapshots.Snapshot;
import io.ironstead.console.snapshots.SnapshotService;
import io.ironstead.console.tenants.ConsoleUser;
import io.ironstead.console.tenants.Tenant;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.console.tenants.UserService;
import io.ironstead.model.TenantId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tenants, people, tokens, and who did what. */
@RestController
@RequestMapping("/api/v1")
class AdminApi {
    private static final int SITES_MAX_USUAL = 20;

    private final CurrentCaller caller;
    private final TenantService tenants;
    private final UserService users;
    private final SignInLinks links;
    private final ApiTokens tokens;
    private final AuditLog audit;
    private final EventFeed events;
    private final SnapshotService snapshots;

    AdminApi(
            CurrentCaller caller,
            TenantService tenants,
            UserService users,
            SignInLinks links,
            ApiTokens tokens,
            AuditLog audit,
            EventFeed events,
            SnapshotService snapshots) {
        this.snapshots = snapshots;
        this.caller = caller;
        this.tenants = tenants;
        this.users = users;
        this.links = links;
        this.tokens = tokens;
        this.audit = audit;
        this.events = events;
    }

    record NewTenant(TenantId id, @Nullable Integer sitesMax) {
        NewTenant {
            Given.required(id, "id");
        }
    }

    record NewUser(String name, @Nullable TenantId tenant) {
        NewUser {
            Given.required(name, "name");
        }
    }

    record LinkFor(@Nullable String user) {}

    record LinkView(URI url, String user, Instant expiresAt) {}

    record NewToken(String label, Scope scope, @Nullable Integer days) {
        NewToken {
            Given.required(label, "label");
            Given.required(scope, "scope");
        }
    }

    record TokenView(String token) {}

    @GetMapping("/tenants")
    List<Tenant> tenants() {
        return tenants.list(caller.get());
    }

    @PostMapping("/tenants")
    @ResponseStatus(HttpStatus.CREATED)
    void createTenant(@RequestBody NewTenant tenant) {
        tenants.create(
                caller.get(),
                tenant.id(),
                Optional.ofNullable(tenant.sitesMax()).orElse(SITES_MAX_USUAL));
    }

    @DeleteMapping("/tenants/{tenant}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteTenant(@PathVariable TenantId tenant) {
        tenants.delete(caller.get(), tenant);
    }

    @GetMapping("/users")
    List<ConsoleUser> users() {
        return users.list(caller.get());
    }

    @PostMapping("/users")
    @ResponseStatus(HttpStatus.CREATED)
    void createUser(@RequestBody NewUser user) {
        users.create(caller.get(), user.name(), Optional.ofNullable(user.tenant()));
    }

    @DeleteMapping("/users/{user}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteUser(@PathVariable String user) {
        users.delete(caller.get(), user);
    }

    /** A link for another user, or for the caller's own. */
    @PostMapping("/sign-in-links")
    @ResponseStatus(HttpStatus.CREATED)
    LinkView signInLink(@RequestBody(required = false) @Nullable LinkFor wanted) {
        var who = caller.get();
        var user = Optional.ofNullable(wanted).map(LinkFor::user).orElse(who.user());
        var link = links.create(who, user);
        return new LinkView(link.url(), link.user(), link.expiresAt());
    }

    @GetMapping("/tokens")
    List<ApiToken> tokens() {
        return tokens.list(caller.get());
    }

    @PostMapping("/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    TokenView createToken(@RequestBody NewToken token) {
        return new TokenView(tokens.create(
                caller.get(),
                token.label(),
                token.scope(),
                Optional.ofNullable(token.days()).map(Duration::ofDays)));
    }

    @DeleteMapping("/tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeToken(@PathVariable long id) {
        tokens.revoke(caller.get(), id);
    }

    /** Snapshots of the console, the newest first. */
    @GetMapping("/snapshots")
    List<Snapshot> snapshots() {
        return snapshots.list(caller.get());
    }

    @PostMapping("/snapshots")
    @ResponseStatus(HttpStatus.CREATED)
    Snapshot takeSnapshot() {
        return snapshots.take(caller.get());
    }

    @GetMapping("/audit")
    List<AuditLog.Entry> audit(
            @RequestParam(defaultValue = "") String find,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "100") int limit) {
        return audit.page(caller.get(), find, offset, limit);
    }

    @GetMapping("/events")
    List<EventFeed.Event> events(@RequestParam(defaultValue = "50") int limit) {
        return events.newest(caller.get(), Optional.empty(), Optional.empty(), limit);
    }
}
