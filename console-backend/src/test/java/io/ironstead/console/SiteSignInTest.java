package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotAllowedException;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.signin.SigningKeys;
import io.ironstead.console.signin.SiteSignInService;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.console.tenants.UserService;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.signin.SigningKey;
import io.ironstead.model.signin.SiteCode;
import io.ironstead.model.signin.SiteSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The console's half of signing in to a site; on a clock of the test's own. */
class SiteSignInTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final String STATE = SiteCode.stateOf("secret");
    private static final Caller OPERATOR =
            new Caller("operator", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "test");

    private final AtomicReference<Instant> now =
            new AtomicReference<>(InstantSource.system().instant());

    @TempDir
    Path data;

    private ConfigurableApplicationContext console;
    private SiteSignInService signIns;

    @BeforeEach
    void start() {
        console = OwnConsole.start(
                data,
                now::get,
                Map.of(
                        "console.platform-domain",
                        "apps.example",
                        "console.public-address",
                        "http://console.apps.example/"));
        signIns = console.getBean(SiteSignInService.class);
        for (var tenant : List.of("acme", "rivals")) {
            console.getBean(TenantService.class).create(Caller.PLATFORM, new TenantId(tenant), 10);
            console.getBean(UserService.class)
                    .create(Caller.PLATFORM, "from-" + tenant, Optional.of(new TenantId(tenant)));
        }
        console.getBean(SiteService.class).create(Caller.PLATFORM, SHOP, Optional.of(new TenantId("acme")));
        console.getBean(SiteService.class).setDomains(Caller.PLATFORM, SHOP, List.of("www.shop.example"));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private static Caller from(String tenant) {
        return new Caller(
                "from-" + tenant, Caller.Role.TENANT, Optional.of(new TenantId(tenant)), Caller.Scope.ALL, "test");
    }

    private SiteCode code(Caller caller, String to) {
        var url = signIns.codeFor(caller, signIns.visit(to, STATE).orElseThrow());
        var text = url.getRawQuery().substring("code=".length());
        return SiteCode.read(signIns.forNodes(), text, now.get()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "http://shop.apps.example:8000/a?b=c, http://shop.apps.example:8000, /a?b=c",
        "http://SHOP.apps.example:8000/A, http://shop.apps.example:8000, /A",
        "http://v2-dot-shop.apps.example:8000/, http://v2-dot-shop.apps.example:8000, /",
        "http://www.shop.example/x, http://www.shop.example, /x",
        "https://www.shop.example/x, https://www.shop.example, /x",
        "https://www.shop.example:443/x, https://www.shop.example:443, /x",
        "http://www.shop.example, http://www.shop.example, /",
    })
    void whereASiteAnswersPeopleAreSentBackTo(String to, String origin, String target) {
        var visit = signIns.visit(to, STATE).orElseThrow();
        assertThat(visit.site().name()).isEqualTo(SHOP);
        assertThat(visit.origin()).isEqualTo(origin);
        assertThat(visit.target()).isEqualTo(target);
        assertThat(signIns.codeFor(OPERATOR, visit).toString()).startsWith(origin + "/_ah/conflogin?code=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "http://evil.example/",
                "http://shop.apps.example.evil.example:8000/",
                "http://evil.example/?x=http://shop.apps.example:8000/",
                "http://shop.apps.example:8000@evil.example/",
                "http://user@shop.apps.example:8000/",
                "http://shop.apps.example:9999/",
                "https://shop.apps.example:8000/",
                "https://www.shop.example:8443/",
                "ftp://www.shop.example/",
                "javascript:alert(1)//www.shop.example/",
                "http://missing.apps.example:8000/",
                "http://apps.example:8000/",
                "http://www.shop.example\\@evil.example/",
                "http://[::1]/",
                "//www.shop.example/"
            })
    void anywhereElseNobodyIsSent(String to) {
        assertThat(signIns.visit(to, STATE)).isEmpty();
    }

    @Test
    void theStateHasToBeOne() {
        for (var state : List.of("", "short", STATE + "x", STATE.substring(1) + "\"")) {
            assertThat(signIns.visit("http://www.shop.example/", state))
                    .as(state)
                    .isEmpty();
        }
    }

    @Test
    void aPortOfAMachineOfThePoolIsOurs() throws Exception {
        assertThat(signIns.visit("http://www.shop.example:1/", STATE)).isEmpty();
        var token = console.getBean(JoinCommands.class).create(Caller.PLATFORM).token();
        try (var machine = FakeMachine.join(token, "node").connect()) {
            var told = machine.stateWith(SHOP);
            assertThat(told.signIn().orElseThrow()).isEqualTo(signIns.forNodes());
            assertThat(told.signIn().orElseThrow().consoleUrl()).isEqualTo("http://console.apps.example");
            Waiting.until(
                    () -> signIns.visit("http://www.shop.example:1/", STATE).isPresent());
        }
    }

    @Test
    void administratorsAreOperatorsAndTheSitesOwn() {
        assertThat(code(OPERATOR, "http://www.shop.example/").user().admin()).isTrue();
        assertThat(code(from("acme"), "http://www.shop.example/").user().admin())
                .isTrue();
        var rival = code(from("rivals"), "http://www.shop.example/x");
        assertThat(rival.user().admin()).isFalse();
        assertThat(rival.user().email()).isEqualTo("from-rivals@apps.example");
        assertThat(rival.user().id())
                .hasSize(21)
                .isNotEqualTo(code(OPERATOR, "http://www.shop.example/").user().id());
        assertThat(rival.state()).isEqualTo(STATE);
        assertThat(rival.target()).isEqualTo("/x");
        assertThat(console.getBean(AuditLog.class).page(Caller.PLATFORM, "site.sign-in", 0, 10))
                .hasSize(4)
                .first()
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo("operator"));
    }

    @Test
    void aNameThatIsGivenAgainIsSomebodyElse() {
        var before = code(from("rivals"), "http://www.shop.example/").user();
        console.getBean(UserService.class).delete(OPERATOR, "from-rivals");
        assertThatThrownBy(() -> code(from("rivals"), "http://www.shop.example/"))
                .isInstanceOf(NotFoundException.class);
        now.set(now.get().plusSeconds(1));
        console.getBean(UserService.class).create(Caller.PLATFORM, "from-rivals", Optional.of(new TenantId("rivals")));
        var after = code(from("rivals"), "http://www.shop.example/").user();
        assertThat(after.email()).isEqualTo(before.email());
        assertThat(after.id()).isNotEqualTo(before.id());
    }

    @Test
    void nodesAreToldWhoseAccountsEndedForAsLongAsSessionsLive() throws Exception {
        var deleted = code(from("rivals"), "http://www.shop.example/").user().id();
        console.getBean(TenantService.class).create(Caller.PLATFORM, new TenantId("short"), 1);
        console.getBean(UserService.class).create(Caller.PLATFORM, "from-short", Optional.of(new TenantId("short")));
        var withTenant = code(from("short"), "http://www.shop.example/").user().id();
        var token = console.getBean(JoinCommands.class).create(Caller.PLATFORM).token();
        try (var machine = FakeMachine.join(token, "node").connect()) {
            assertThat(machine.stateWith(SHOP).signIn().orElseThrow().gone()).isEmpty();
            console.getBean(UserService.class).delete(OPERATOR, "from-rivals");
            machine.state(state -> state.signIn().orElseThrow().gone().equals(Set.of(deleted)));
            console.getBean(TenantService.class).delete(OPERATOR, new TenantId("short"));
            machine.state(state -> state.signIn().orElseThrow().gone().equals(Set.of(deleted, withTenant)));
        }
        now.set(now.get().plus(SiteSession.LIFE));
        assertThat(signIns.forNodes().gone()).containsExactlyInAnyOrder(deleted, withTenant);
        now.set(now.get().plus(Duration.ofHours(1)).plusMillis(1));
        assertThat(signIns.forNodes().gone()).isEmpty();
    }

    @Test
    void noSiteAnswersAtTheConsolesOwnHost() {
        var sites = console.getBean(SiteService.class);
        for (var host : List.of("console.apps.example", "apps.example", "CONSOLE.apps.example")) {
            assertThatThrownBy(() -> sites.setDomains(Caller.PLATFORM, SHOP, List.of(host)))
                    .as(host)
                    .isInstanceOf(RefusedException.class);
        }
        assertThatThrownBy(
                        () -> sites.create(Caller.PLATFORM, new SiteName("console"), Optional.of(new TenantId("acme"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("console's own host");
    }

    @Test
    void aTokenOfSmallScopeSignsNobodyIn() {
        var reader = new Caller("operator", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.READ, "test");
        var visit = signIns.visit("http://www.shop.example/", STATE).orElseThrow();
        assertThatThrownBy(() -> signIns.codeFor(reader, visit)).isInstanceOf(NotAllowedException.class);
    }

    @Test
    void keysChangeMonthlyAndStayForWhatTheySigned() throws Exception {
        var keys = console.getBean(SigningKeys.class);
        var first = keys.now().getFirst();
        now.set(now.get().plus(Duration.ofDays(30)).minusMillis(1));
        keys.renew();
        assertThat(keys.now()).containsExactly(first);
        now.set(now.get().plusMillis(1));
        keys.renew();
        var second = keys.now().getFirst();
        assertThat(keys.now()).containsExactly(second, first);
        now.set(now.get().plus(Duration.ofDays(30)));
        keys.renew();
        assertThat(keys.now()).hasSizeBetween(2, 3).doesNotHaveDuplicates();
        now.set(now.get().plus(Duration.ofDays(30)).plus(SiteSession.LIFE));
        keys.renew();
        assertThat(keys.now()).doesNotContain(first);

        var ids = keys.now().stream().map(SigningKey::secret).toList();
        var database = Files.readString(data.resolve("console.mv.db"), StandardCharsets.ISO_8859_1);
        assertThat(ids).noneMatch(database::contains);
        assertThat(keys.now().toString()).doesNotContain(ids.getFirst());
    }
}
