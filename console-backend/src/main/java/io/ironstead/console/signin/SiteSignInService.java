package io.ironstead.console.signin;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.Secret;
import io.ironstead.console.sites.Site;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.SitesChanged;
import io.ironstead.console.tenants.ConsoleUser;
import io.ironstead.console.tenants.UserLeft;
import io.ironstead.console.tenants.UserService;
import io.ironstead.model.signin.SiteCode;
import io.ironstead.model.signin.SiteSession;
import io.ironstead.model.signin.SiteSignIn;
import io.ironstead.model.signin.SiteUser;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Sends people back to the site they came from, with a code that says who they are. A code is made for origins only at
 * which a site of ours answers: its host name, and a port of the pool. Anything else would hand it to whoever listens
 * there.
 */
@Service
public class SiteSignInService {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** How much longer than a session's life somebody is named as gone: codes live on, and nodes have their own clocks. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final SiteService sites;
    private final UserService users;
    private final MachineService machines;
    private final SigningKeys keys;
    private final ConsoleSettings settings;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    SiteSignInService(
            SiteService sites,
            UserService users,
            MachineService machines,
            SigningKeys keys,
            ConsoleSettings settings,
            AuditLog audit,
            JdbcClient jdbc,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this.sites = sites;
        this.users = users;
        this.machines = machines;
        this.keys = keys;
        this.settings = settings;
        this.audit = audit;
        this.jdbc = jdbc;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Where somebody came from and wants to go back to. */
    public record Visit(Site site, String origin, String target, String state) {}

    /**
     * Reads what a site's node has sent somebody with; empty when no site of ours answers there.
     *
     * @param to the whole address to go on at
     * @param state what the browser's secret looks like from outside
     */
    public Optional<Visit> visit(String to, String state) {
        if (!state.matches("[A-Za-z0-9_-]{43}") || to.length() > 2 * SiteCode.TARGET_LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            var address = new URI(to);
            var scheme = Optional.ofNullable(address.getScheme()).orElse("");
            var host = Optional.ofNullable(address.getHost()).orElse("").toLowerCase(Locale.ROOT);
            if (address.getRawUserInfo() != null || !isOurs(scheme, address.getPort())) {
                return Optional.empty();
            }
            var origin = scheme + "://" + host + (address.getPort() < 0 ? "" : ":" + address.getPort());
            var rest = to.regionMatches(true, 0, origin, 0, origin.length()) ? to.substring(origin.length()) : "/";
            var target = SiteCode.isTarget(rest) && !rest.contains("#") ? rest : "/";
            return sites.byHost(host).map(site -> new Visit(site, origin, target, state));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /**
     * The address that signs the caller in to the site, once, within a minute.
     *
     * @throws NotFoundException when the caller's account is gone
     */
    public URI codeFor(Caller caller, Visit visit) {
        caller.requireScope(Caller.Scope.ALL);
        var user = users.find(caller.user()).orElseThrow(() -> new NotFoundException("user", caller.user()));
        var admin = caller.mayUse(visit.site().tenant());
        var code = new SiteCode(
                visit.site().name(),
                visit.origin(),
                visit.state(),
                visit.target(),
                new SiteUser(email(user), number(user), admin),
                clock.instant().plus(SiteCode.LIFE));
        audit.record(
                caller,
                "site.sign-in",
                visit.origin(),
                Optional.of(visit.site().name()),
                "",
                admin ? "as an administrator" : "as a visitor");
        return URI.create(visit.origin() + "/_ah/conflogin?code=" + code.sign(forNodes()));
    }

    /** What nodes need. */
    public SiteSignIn forNodes() {
        return new SiteSignIn(settings.publicAddress().toString().replaceFirst("/+$", ""), keys.now(), gone());
    }

    /** Somebody's account has ended, and with it his sessions in sites: the nodes are told. */
    @EventListener
    void onUserLeft(UserLeft left) {
        var now = clock.instant();
        jdbc.sql("delete from gone_visitor where gone_at < ?")
                .param(now.minus(SiteSession.LIFE).minus(CLOCKS_APART))
                .update();
        jdbc.sql("merge into gone_visitor (id, gone_at) key (id) values (?, ?)")
                .params(number(left.user()), now)
                .update();
        publisher.publishEvent(new SitesChanged());
    }

    private Set<String> gone() {
        return Set.copyOf(jdbc.sql("select id from gone_visitor where gone_at >= ?")
                .param(clock.instant().minus(SiteSession.LIFE).minus(CLOCKS_APART))
                .query(String.class)
                .list());
    }

    /** What sites learn of somebody. */
    public String email(ConsoleUser user) {
        return user.name() + "@" + settings.platformDomain();
    }

    /** Another one for another person of the same name: 20 digits, as Google's. */
    private static String number(ConsoleUser user) {
        var hash = Secret.hash(user.name() + "\n" + user.createdAt().toEpochMilli());
        var digits = new BigInteger(hash, 16).mod(BigInteger.TEN.pow(20)).toString();
        return "1" + "0".repeat(20 - digits.length()) + digits;
    }

    private boolean isOurs(String scheme, int port) {
        return switch (scheme) {
            case "http" -> ports().contains(port < 0 ? HTTP : port);
            case "https" -> port < 0 || port == HTTPS || port == settings.sitesHttpsPort();
            default -> false;
        };
    }

    private Set<Integer> ports() {
        var ports = new HashSet<Integer>();
        ports.add(HTTP);
        ports.add(settings.sitesPort());
        for (var machine : machines.all()) {
            machine.facts().map(facts -> facts.httpAddress()).ifPresent(address -> {
                var digits = address.substring(address.lastIndexOf(':') + 1);
                if (digits.matches("[0-9]{1,5}")) {
                    ports.add(Integer.parseInt(digits));
                }
            });
        }
        return ports;
    }
}
