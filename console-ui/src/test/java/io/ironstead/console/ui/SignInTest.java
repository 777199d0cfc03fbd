package io.ironstead.console.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.stage.Stage;
import io.ironstead.console.tenants.UserService;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's own door, over HTTP. */
class SignInTest {
    @TempDir
    static Path data;

    static Stage stage;

    private final HttpClient visitor = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @BeforeAll
    static void start() {
        stage = new Stage(data, 0);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/sites", "/machines", "/sites/shop/logs", "/nothing-here"})
    void aStrangerIsSentToSignIn(String path) throws Exception {
        var answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(leadsTo(answer)).isEqualTo("/login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/sign-in/some-code",
                "/aura/aura.css",
                "/console-theme/styles.css",
                "/console-theme/narrow.css",
                "/console/frame.js",
                "/console/load-chart.js",
                "/console/log-pane.js",
                "/webjars/uplot/1.6.30/dist/uPlot.esm.js",
                "/webjars/uplot/1.6.30/dist/uPlot.min.css",
                "/actuator/health"
            })
    void whatSignInNeedsIsForEverybody(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void aLinkSignsInOnceUnderANewSession() throws Exception {
        var code = code(stage.signIn("operator"));
        get("/login");

        var first = post("/sign-in-by-link", "code=" + code);
        assertThat(leadsTo(first)).isEqualTo("/");
        assertThat(first.headers().firstValue("set-cookie").orElse(""))
                .contains("HttpOnly")
                .contains("SameSite=Lax");
        assertThat(get("/").statusCode()).isEqualTo(200);

        var second = post("/sign-in-by-link", "code=" + code);
        assertThat(leadsTo(second)).isEqualTo("/sign-in/used");
    }

    @Test
    void lookingAtALinkDoesNotUseItUp() throws Exception {
        var link = stage.signIn("operator");
        for (int i = 0; i < 3; i++) {
            assertThat(get(link.getPath()).statusCode()).isEqualTo(200);
        }
        assertThat(leadsTo(post("/sign-in-by-link", "code=" + code(link)))).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=made-up", "", "code="})
    void aMadeUpCodeSignsNobodyIn(String body) throws Exception {
        assertThat(leadsTo(post("/sign-in-by-link", body))).isEqualTo("/sign-in/used");
        assertThat(get("/").statusCode()).isEqualTo(302);
    }

    @Test
    void aUserWithoutPasswordCannotSignInByForm() throws Exception {
        var answer = post("/login", "username=operator&password=");

        assertThat(leadsTo(answer)).isEqualTo("/login?error");
        assertThat(get("/").statusCode()).isEqualTo(302);
    }

    @Test
    void whoGuessesPasswordsHasToWaitAndIsWrittenDown() throws Exception {
        stage.bean(UserService.class).create(Caller.PLATFORM, "guessed", Optional.empty());
        for (int i = 0; i < 10; i++) {
            assertThat(leadsTo(post("/login", "username=guessed&password=guess-" + i)))
                    .isEqualTo("/login?error");
        }
        stage.bean(UserService.class)
                .setOwnPassword(
                        new Caller("guessed", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "here"),
                        "the right password");
        var answer = post("/login", "username=guessed&password=the+right+password");
        assertThat(leadsTo(answer)).matches("/login\\?wait=(30|2[0-9])");
        assertThat(get("/").statusCode()).as("not signed in").isEqualTo(302);

        var written = stage.bean(AuditLog.class).page(Caller.PLATFORM, "sign-in.throttled", 0, 10);
        assertThat(written).hasSize(1);
        assertThat(written.getFirst().target()).isEqualTo("guessed");
    }

    @Test
    void theRightPasswordSignsInUnderANewSession() throws Exception {
        stage.bean(UserService.class).create(Caller.PLATFORM, "knows", Optional.empty());
        stage.bean(UserService.class)
                .setOwnPassword(
                        new Caller("knows", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "here"),
                        "the right password");
        assertThat(leadsTo(post("/login", "username=knows&password=the+right+password")))
                .isEqualTo("/");
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void whoComesFromASiteGoesOnThereAfterSigningIn() throws Exception {
        stage.bean(UserService.class).create(Caller.PLATFORM, "visits", Optional.empty());
        stage.bean(UserService.class)
                .setOwnPassword(
                        new Caller("visits", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "here"),
                        "the right password");
        var page = "/site-sign-in?to=http%3A%2F%2Fshop.localhost%3A8000%2Fa%3Fb%3Dc&state=" + "s".repeat(43);
        assertThat(leadsTo(get(page))).isEqualTo("/login");
        var byPassword = post("/login", "username=visits&password=the+right+password");
        assertThat(leadsTo(byPassword)).startsWith(page);

        visitor.cookieHandler()
                .ifPresent(jar -> ((CookieManager) jar).getCookieStore().removeAll());
        get(page);
        assertThat(leadsTo(post("/sign-in-by-link", "code=" + code(stage.signIn("visits")))))
                .as("without Spring's own mark")
                .isEqualTo(page);
        assertThat(get(page).statusCode()).isEqualTo(200);
        assertThat(get(page).headers().firstValue("x-frame-options").orElse(""))
                .as("nobody clicks it without seeing it")
                .isIn("DENY", "SAMEORIGIN");
    }

    @Test
    void whereThereIsHttpsNoOtherHostCanSetTheCookie(@TempDir Path other) throws Exception {
        try (var secure = new Stage(other, 0, URI.create("https://console.example"))) {
            var answer = visitor.send(
                    HttpRequest.newBuilder(secure.address().resolve("/login"))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.headers().allValues("set-cookie"))
                    .singleElement()
                    .satisfies(cookie -> assertThat(cookie)
                            .startsWith("__Host-IRONSTEAD=")
                            .contains("; Path=/;", "Secure", "HttpOnly", "SameSite=Lax")
                            .doesNotContain("Domain"));
        }
    }

    private static String leadsTo(HttpResponse<String> answer) {
        var location =
                stage.address().resolve(answer.headers().firstValue("location").orElseThrow());
        return stage.address().relativize(location).toString().replaceFirst("^", "/");
    }

    private static String code(URI link) {
        return link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return visitor.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return visitor.send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(stage.address().resolve(path)).timeout(Duration.ofSeconds(20));
    }
}
