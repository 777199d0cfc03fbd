package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.OwnCertificates;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.broker.fake.Wire;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.AuthFail;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.signin.SigningKey;
import io.ironstead.model.signin.SiteCode;
import io.ironstead.model.signin.SiteSession;
import io.ironstead.model.signin.SiteSignIn;
import io.ironstead.model.signin.SiteUser;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in to a site, as a browser and as somebody who would like to be somebody else. */
class SignInTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final SigningKey KEY = new SigningKey("k2", "b".repeat(43));
    private static final SigningKey OLD_KEY = new SigningKey("k1", "a".repeat(43));
    private static final SiteSignIn CONSOLE =
            new SiteSignIn("http://console.example:8080", List.of(KEY, OLD_KEY), Set.of());
    private static final SiteUser ANA = new SiteUser("ana@localhost", "4711", false);
    private static final SiteUser OWNER = new SiteUser("olga@localhost", "4712", true);
    private static final String ORIGIN = "http://shop.localhost:8000";

    private Program program;
    private House house;

    @BeforeEach
    void open() throws IOException {
        program = Program.echo();
        house = House.with(
                new Places(program.port()),
                settings -> settings,
                guarded(
                        script("/private/.*", Login.REQUIRED, AuthFail.REDIRECT),
                        script("/api/.*", Login.REQUIRED, AuthFail.UNAUTHORIZED),
                        script("/admin/.*", Login.ADMIN, AuthFail.REDIRECT),
                        script("/.*", Login.OPTIONAL, AuthFail.REDIRECT)));
        house.broker().signIn(Optional.of(CONSOLE));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        program.close();
    }

    private static DesiredSite guarded(Handler... handlers) {
        return Sites.site("shop").version("v1", handlers).all("default", "v1").build();
    }

    /** The platform's lines about a user, and whatever looks like them. */
    private static List<String> aboutUsers(Wire.Head head) {
        return head.headers().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).replace('_', '-').startsWith("x-appengine-user")
                        && !line.toLowerCase(Locale.ROOT).startsWith("x-appengine-user-ip"))
                .toList();
    }

    private static Handler script(String url, Login login, AuthFail fail) {
        return new Handler.Script(url, "auto", new Access(Secure.OPTIONAL, login, 302, fail));
    }

    private Visitor.Answer get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    private Visitor.Answer ask(String method, String path, String... headers) throws IOException {
        try (var visitor = house.visitor()) {
            visitor.send(
                    method + " " + path + " HTTP/1.1\r\nHost: shop.localhost:8000\r\n" + House.lines(headers) + "\r\n");
            return visitor.read();
        }
    }

    private static Map<String, String> query(String location) {
        return Stream.of(URI.create(location).getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static SiteCode code(String state) {
        return new SiteCode(SHOP, ORIGIN, state, "/private/a?b=c", ANA, House.NOW.plus(SiteCode.LIFE));
    }

    private static String session(SiteUser user) {
        return "Cookie: ACSID=" + new SiteSession(SHOP, "shop.localhost", user, House.NOW.plusSeconds(1)).sign(CONSOLE);
    }

    private Visitor.Answer confirm(String code, String cookie) throws IOException {
        return get("/_ah/conflogin?code=" + code, "Cookie: " + cookie);
    }

    private static String cookieOf(Visitor.Answer answer, String name) {
        var lines = answer.head().all("set-cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .toList();
        assertThat(lines).as("one cookie %s", name).hasSize(1);
        return lines.getFirst();
    }

    @Test
    void theWholeWayThereAndBackAndOut() throws IOException {
        var sent = get("/private/a?b=c");
        assertThat(sent.status()).isEqualTo(302);
        var location = sent.header("location");
        assertThat(location).startsWith("http://console.example:8080/site-sign-in?to=");
        assertThat(query(location)).containsEntry("to", ORIGIN + "/private/a?b=c");
        assertThat(sent.header("cache-control")).isEqualTo("no-store");
        var stateCookie = cookieOf(sent, "AHSTATE");
        assertThat(stateCookie).endsWith("; Path=/; Max-Age=900; HttpOnly; SameSite=Lax");
        var secret = stateCookie.substring("AHSTATE=".length(), stateCookie.indexOf(';'));
        assertThat(query(location).get("state"))
                .isEqualTo(SiteCode.stateOf(secret))
                .doesNotContain(secret);

        var back = confirm(code(query(location).get("state")).sign(CONSOLE), "AHSTATE=" + secret);
        assertThat(back.status()).isEqualTo(302);
        assertThat(back.header("location")).isEqualTo(ORIGIN + "/private/a?b=c");
        assertThat(cookieOf(back, "AHSTATE")).contains("Max-Age=0");
        var cookie = cookieOf(back, "ACSID");
        assertThat(cookie).endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax");
        assertThat(program.heads()).as("the program has heard nothing yet").isEmpty();

        var there = get("/private/a?b=c", "Cookie: other=1; " + cookie.substring(0, cookie.indexOf(';')));
        assertThat(there.status()).isEqualTo(200);
        var head = program.heads().getFirst();
        assertThat(head.all("x-appengine-user-email")).containsExactly("ana@localhost");
        assertThat(head.all("x-appengine-user-id")).containsExactly("4711");
        assertThat(head.all("x-appengine-user-nickname")).containsExactly("ana");
        assertThat(head.all("x-appengine-auth-domain")).containsExactly("localhost");
        assertThat(head.all("x-appengine-user-is-admin")).containsExactly("0");

        var out = get("/_ah/logout?continue=/bye");
        assertThat(out.header("location")).isEqualTo(ORIGIN + "/bye");
        assertThat(cookieOf(out, "ACSID")).startsWith("ACSID=; Path=/; Max-Age=0");
    }

    @Test
    void aProgramThatNeedsNoSignInLearnsWhoHasOne() throws IOException {
        get("/open", session(ANA));
        get("/open");
        assertThat(program.heads().getFirst().all("x-appengine-user-email")).containsExactly("ana@localhost");
        assertThat(aboutUsers(program.heads().getLast())).isEmpty();
    }

    @Test
    void theTicketKnowsWhoIsSignedIn() throws IOException {
        get("/open", session(OWNER));
        assertThat(house.office().minted().getLast().user().orElseThrow().email())
                .isEqualTo("olga@localhost");
        assertThat(house.office().minted().getLast().user().orElseThrow().admin())
                .isTrue();
    }

    @Test
    void adminPagesAreForAdminsOnly() throws IOException {
        assertThat(get("/admin/x").status()).isEqualTo(302);
        assertThat(get("/admin/x", session(ANA)).status()).isEqualTo(403);
        assertThat(program.heads()).isEmpty();
        assertThat(get("/admin/x", session(OWNER)).status()).isEqualTo(200);
        assertThat(program.heads().getFirst().all("x-appengine-user-is-admin")).containsExactly("1");
    }

    @Test
    void whoAsksForItGets401InsteadOfAWay() throws IOException {
        var answer = get("/api/x");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head().all("set-cookie")).isEmpty();
        assertThat(get("/api/x", session(ANA)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/private/x", "/%70rivate/x", "/./private/x", "/a/../private/x"})
    void spoofedHeadersSignNobodyIn(String path) throws IOException {
        var spoofed = get(
                path,
                "X-AppEngine-User-Email: olga@localhost",
                "X-AppEngine-User-Is-Admin: 1",
                "X_AppEngine_User_Id: 4712",
                "X-Google-Internal-SkipAdminCheck: 1");
        assertThat(spoofed.status()).isEqualTo(302);
        get("/open", "X-AppEngine-User-Email: olga@localhost", "x_appengine_user_is_admin: 1", session(ANA));
        var head = program.heads().getFirst();
        assertThat(head.all("x-appengine-user-email")).containsExactly("ana@localhost");
        assertThat(aboutUsers(head)).hasSize(4).noneMatch(line -> line.contains("olga"));
        assertThat(head.all("x-appengine-user-is-admin")).containsExactly("0");
    }

    @Test
    void aCodeIsForOneBrowserAndOnce() throws IOException {
        var secret = "s".repeat(32);
        var code = code(SiteCode.stateOf(secret)).sign(CONSOLE);
        for (var cookie :
                List.of("x=1", "AHSTATE=", "AHSTATE=" + "t".repeat(32), "AHSTATE=" + SiteCode.stateOf(secret))) {
            refused(confirm(code, cookie));
        }
        // Two of one name: somebody has set one of them for him.
        refused(confirm(code, "AHSTATE=" + secret + "; AHSTATE=" + "t".repeat(32)));
        assertThat(confirm(code, "AHSTATE=" + secret).status()).isEqualTo(302);
        refused(confirm(code, "AHSTATE=" + secret));
        // 43 letters hold 258 bits: the same signature ends in another letter, too, and may be padded.
        var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = letters.charAt(letters.indexOf(code.charAt(code.length() - 1)) ^ 1);
        refused(confirm(code.substring(0, code.length() - 1) + last, "AHSTATE=" + secret));
        refused(confirm(code + "%3D", "AHSTATE=" + secret));
    }

    @Test
    void whoseAccountHasEndedIsNobodyFromThenOn() throws IOException {
        var secret = "s".repeat(32);
        var code = code(SiteCode.stateOf(secret)).sign(CONSOLE);
        assertThat(get("/private/", session(ANA)).status()).isEqualTo(200);
        house.broker().signIn(Optional.of(new SiteSignIn(CONSOLE.consoleUrl(), CONSOLE.keys(), Set.of(ANA.id()))));
        assertThat(get("/private/", session(ANA)).status()).isEqualTo(302);
        assertThat(get("/private/", session(OWNER)).status()).isEqualTo(200);
        refused(confirm(code, "AHSTATE=" + secret));
    }

    private static void refused(Visitor.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.head().all("set-cookie")).isEmpty();
        assertThat(answer.text()).contains("Signing in did not work");
    }

    @Test
    void aCodeIsForOneSiteOneOriginAndAMinute() throws IOException {
        var secret = "s".repeat(32);
        var state = SiteCode.stateOf(secret);
        var end = House.NOW.plusSeconds(60);
        for (var wrong : List.of(
                new SiteCode(new SiteName("other"), ORIGIN, state, "/", ANA, end),
                new SiteCode(SHOP, "https://shop.localhost:8000", state, "/", ANA, end),
                new SiteCode(SHOP, "http://shop.localhost:9", state, "/", ANA, end),
                new SiteCode(SHOP, "http://v1-dot-shop.localhost:8000", state, "/", ANA, end),
                new SiteCode(SHOP, ORIGIN, state, "/", ANA, House.NOW))) {
            refused(confirm(wrong.sign(CONSOLE), "AHSTATE=" + secret));
        }
        var stranger = new SiteSignIn("http://x", List.of(new SigningKey("k2", "c".repeat(43))), Set.of());
        refused(confirm(code(state).sign(stranger), "AHSTATE=" + secret));
        // A session is no code, and a code no session.
        var session = new SiteSession(SHOP, "shop.localhost", ANA, end).sign(CONSOLE);
        refused(confirm(session, "AHSTATE=" + secret));
        assertThat(get("/private/x", "Cookie: ACSID=" + code(state).sign(CONSOLE))
                        .status())
                .isEqualTo(302);
        var older = new SiteSignIn("http://x", List.of(OLD_KEY), Set.of());
        assertThat(confirm(code(state).sign(older), "AHSTATE=" + secret).status())
                .as("the key before the newest is still good")
                .isEqualTo(302);
    }

    @Test
    void aSessionIsForOneSiteAndHostAndItsTime() throws IOException {
        for (var wrong : List.of(
                new SiteSession(SHOP, "other.localhost", ANA, House.NOW.plusSeconds(1)),
                new SiteSession(new SiteName("other"), "shop.localhost", ANA, House.NOW.plusSeconds(1)),
                new SiteSession(SHOP, "shop.localhost", ANA, House.NOW))) {
            assertThat(get("/private/x", "Cookie: ACSID=" + wrong.sign(CONSOLE)).status())
                    .as("%s", wrong)
                    .isEqualTo(302);
        }
        var good = new SiteSession(SHOP, "shop.localhost", ANA, House.NOW.plusMillis(1)).sign(CONSOLE);
        assertThat(get("/private/x", "Cookie: ACSID=" + good).status()).isEqualTo(200);
        assertThat(get("/private/x", "Cookie: ACSID=" + good, "Cookie: ACSID=" + good)
                        .status())
                .as("two of one name")
                .isEqualTo(302);
    }

    @Test
    void noChangedCookieSignsAnybodyIn() throws IOException {
        var good = new SiteSession(SHOP, "shop.localhost", ANA, House.NOW.plus(Duration.ofHours(1))).sign(CONSOLE);
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var bytes = new StringBuilder(good);
            int at = random.nextInt(bytes.length());
            char other = "abcXYZ019-_.".charAt(random.nextInt(12));
            if (bytes.charAt(at) == other || at == bytes.length() - 1) {
                continue;
            }
            bytes.setCharAt(at, other);
            assertThat(get("/private/x", "Cookie: ACSID=" + bytes).status())
                    .as("seed %d", seed)
                    .isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/%5Cevil.example/",
                "%2F%2Fevil.example/",
                "http://shop.localhost:8000.evil.example/",
                "http://shop.localhost:8000@evil.example/",
                "http://shop.localhost:9/",
                "javascript:alert(1)",
                "/x%0d%0aSet-Cookie:%20a=b",
                "/a&continue=/b"
            })
    void nobodyIsLedToAnotherHost(String wanted) throws IOException {
        var out = get("/_ah/logout?continue=" + wanted);
        assertThat(out.header("location")).isEqualTo(ORIGIN + "/");
        assertThat(out.head().all("set-cookie")).hasSize(1);
        var in = get("/_ah/login?continue=" + wanted);
        assertThat(query(in.header("location"))).containsEntry("to", ORIGIN + "/");
    }

    @Test
    void anAppsOwnLoginLinkGoesOnWhereItSays() throws IOException {
        var in = get("/_ah/login?continue=http%3A%2F%2Fshop.localhost%3A8000%2Fcart%3Fa%3Db");
        assertThat(query(in.header("location"))).containsEntry("to", ORIGIN + "/cart?a=b");
    }

    @Test
    void twoTabsThatSignInAtOnceBothSucceed() throws IOException {
        var first = cookieOf(get("/private/a"), "AHSTATE");
        var pair = first.substring(0, first.indexOf(';'));
        assertThat(cookieOf(get("/private/b", "Cookie: " + pair), "AHSTATE")).startsWith(pair + ";");
    }

    @Test
    void byHttpsTheCookiesCannotBeSetByOthers(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
            throws Exception {
        var own = OwnCertificates.of(folder, "shop.localhost");
        try (var secure = House.secure(
                own, null, new Places(program.port()), guarded(script("/.*", Login.REQUIRED, AuthFail.REDIRECT)))) {
            secure.broker().signIn(Optional.of(CONSOLE));
            try (var visitor = Visitor.over(TlsTest.connect(secure, "shop.localhost"))) {
                var sent = visitor.get("/").read();
                assertThat(cookieOf(sent, "__Host-AHSTATE")).endsWith("; HttpOnly; SameSite=Lax; Secure");
                assertThat(query(sent.header("location")).get("to")).startsWith("https://");
                // A cookie of the other scheme's name, as a page that came by HTTP could set it, is nothing here.
                visitor.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n" + session(ANA) + "\r\n\r\n");
                assertThat(visitor.read().status()).isEqualTo(302);
                visitor.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n"
                        + session(ANA).replace("ACSID", "__Host-SACSID") + "\r\n\r\n");
                assertThat(visitor.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void withoutKeysNobodyGetsIn() throws IOException {
        house.broker().signIn(Optional.empty());
        assertThat(get("/private/x", session(ANA)).status()).isEqualTo(403);
        get("/open", session(ANA));
        assertThat(aboutUsers(program.heads().getFirst())).isEmpty();
        assertThat(get("/_ah/login").status())
                .as("the program's own address then")
                .isEqualTo(200);
    }

    @Test
    void postsAreSentToSignInAndSayNothingToTheProgram() throws IOException {
        var sent = ask("POST", "/private/pay", "Content-Length: 0");
        assertThat(sent.status()).isEqualTo(302);
        assertThat(program.heads()).isEmpty();
    }
}
