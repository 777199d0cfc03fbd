package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a WAR may rely on at its edges: how much it can be sent, what it keeps to itself, and its class cache. */
class WarIT {
    private static final int BODY_MAX = 32 << 20;
    private static final String ECHO = """
            @%1$s.servlet.annotation.WebServlet({"/echo", "/private/echo", "/signed-in/echo"})
            public class Echo extends %1$s.servlet.http.HttpServlet {
                @Override
                protected void doPost(%1$s.servlet.http.HttpServletRequest q, %1$s.servlet.http.HttpServletResponse a)
                        throws java.io.IOException {
                    long sum = 0;
                    var in = q.getInputStream();
                    var buffer = new byte[64 * 1024];
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        sum += n;
                    }
                    a.getWriter().print(sum);
                }
                @Override
                protected void doGet(%1$s.servlet.http.HttpServletRequest q, %1$s.servlet.http.HttpServletResponse a)
                        throws java.io.IOException {
                    var user = q.getUserPrincipal();
                    a.getWriter().print((user == null ? "nobody" : user.getName()) + " " + q.isUserInRole("admin"));
                }
            }
            """;
    private static final String CONSTRAINED = """
            <web-app version="4.0">
              <security-constraint>
                <web-resource-collection><web-resource-name>p</web-resource-name>
                  <url-pattern>/private/*</url-pattern></web-resource-collection>
                <auth-constraint><role-name>admin</role-name></auth-constraint>
                <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
              </security-constraint>
              <security-constraint>
                <web-resource-collection><web-resource-name>q</web-resource-name>
                  <url-pattern>/signed-in/*</url-pattern></web-resource-collection>
                <auth-constraint><role-name>*</role-name></auth-constraint>
              </security-constraint>
            </web-app>""";

    @TempDir
    Path temporary;

    @AutoClose
    private HostProcesses hosts;

    @BeforeEach
    void prepare() {
        hosts = new HostProcesses(temporary);
    }

    private Path war(String api) throws IOException {
        return hosts.war(api, "Echo", ECHO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void aBodyIsTakenUpToAppEnginesLimitAndRefusedAboveIt(String api) throws Exception {
        int port = hosts.start(api, war(api), Map.of());
        assertThat(post(port, BodyPublishers.ofByteArray(new byte[BODY_MAX]))).isEqualTo("200 " + BODY_MAX);
        assertThat(post(port, BodyPublishers.ofByteArray(new byte[BODY_MAX + 1])))
                .startsWith("413");
        var unknownLength = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[BODY_MAX + 1]));
        assertThat(post(port, unknownLength)).startsWith("413");
        assertThat(hosts.get(port, "/echo")).isEqualTo("200 nobody false");
    }

    private String post(int port, HttpRequest.BodyPublisher body) throws Exception {
        return hosts.send(port, "/echo", HttpRequest.newBuilder().POST(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void pagesBehindAConstraintAreForThoseWhomThePlatformNames(String api) throws Exception {
        var war = war(api);
        Files.writeString(war.resolve("WEB-INF/web.xml"), CONSTRAINED);
        int port = hosts.start(api, war, Map.of());
        var ann = new String[] {"X-AppEngine-User-Email", "ann@example.org", "X-AppEngine-User-Is-Admin", "0"};
        var boss = new String[] {"X-AppEngine-User-Email", "boss@example.org", "X-AppEngine-User-Is-Admin", "1"};
        assertThat(hosts.get(port, "/echo")).isEqualTo("200 nobody false");
        assertThat(hosts.get(port, "/echo", ann)).isEqualTo("200 ann@example.org false");
        assertThat(hosts.get(port, "/echo", boss)).isEqualTo("200 boss@example.org true");
        for (var path : List.of("/private/echo", "/%70rivate/echo", "/private;a=b/echo", "/x/../private/echo")) {
            assertThat(hosts.get(port, path)).as(path).containsPattern("^(40|302)");
            assertThat(hosts.get(port, path, ann)).as(path).startsWith("40");
        }
        assertThat(hosts.get(port, "/private/echo", boss)).isEqualTo("200 boss@example.org true");
        assertThat(hosts.get(port, "/signed-in/echo")).startsWith("302");
        assertThat(hosts.get(port, "/signed-in/echo", ann)).isEqualTo("200 ann@example.org false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void aServletThatNamesItsConstraintItselfSendsVisitorsToSignIn(String api) throws Exception {
        var annotated =
                "@%1$s.servlet.annotation.ServletSecurity(@%1$s.servlet.annotation.HttpConstraint(rolesAllowed = \"admin\"))\n";
        int port = hosts.start(api, hosts.war(api, "Echo", annotated + ECHO), Map.of());
        var answer = hosts.answer(
                port, "/echo?id=5&x=a%20b", HttpRequest.newBuilder().GET());
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("/_ah/login?continue=%2Fecho%3Fid%3D5%26x%3Da%2520b");
        assertThat(post(port, BodyPublishers.ofString("x"))).startsWith("403");
        assertThat(hosts.get(port, "/echo", "X-AppEngine-User-Email", "ann@example.org"))
                .startsWith("403");
        assertThat(hosts.get(
                        port, "/echo", "X-AppEngine-User-Email", "b@example.org", "X-AppEngine-User-Is-Admin", "1"))
                .isEqualTo("200 b@example.org true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void thePlatformsOwnRequestsPassEveryConstraint(String api) throws Exception {
        var war = war(api);
        Files.writeString(war.resolve("WEB-INF/web.xml"), CONSTRAINED.replace("/private/*", "/*"));
        int port = hosts.start(api, war, Map.of());
        assertThat(hosts.get(port, "/echo")).startsWith("302");
        // As an agent warms a program up: by the platform's address, and without HTTPS.
        assertThat(plain(port, "/_ah/warmup", "X-AppEngine-User-IP", "0.1.0.3")).isEqualTo(200);
        assertThat(plain(port, "/echo", "X-AppEngine-QueueName", "default")).isEqualTo(200);
        assertThat(plain(port, "/echo", "X-AppEngine-User-IP", "203.0.113.9")).isEqualTo(302);
    }

    private static int plain(int port, String path, String... headers) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(30))
                    .headers(headers)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @ParameterizedTest
    @CsvSource({"javax,false", "jakarta,false", "javax,true", "jakarta,true"})
    void aClassCacheFitsTheSameProgramInAnotherFolder(String api, boolean jsp) throws Exception {
        if (jsp) {
            hosts.withJsp();
        }
        var war = war(api);
        var cache = temporary.resolve("cache.aot");
        hosts.jvmFlags("-XX:AOTCacheOutput=" + cache);
        assertThat(hosts.get(hosts.start(api, war, Map.of()), "/echo")).startsWith("200");
        var training = hosts.newest();
        // Not Process.destroy(): that closes the pipe to which the cache's writer still reports.
        training.toHandle().destroy();
        assertThat(training.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(cache).isNotEmptyFile();

        var elsewhere = Files.createDirectories(temporary.resolve("elsewhere")).resolve("other");
        Files.move(war, elsewhere);
        // AOTMode=on ends the process when the cache does not fit it.
        hosts.jvmFlags("-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-Xlog:class+load");
        var seen = new StringBuilder();
        int port = hosts.port(hosts.launch(api, elsewhere, Map.of()), seen);
        assertThat(hosts.get(port, "/echo")).startsWith("200");
        assertThat(seen.toString()).contains("org.eclipse.jetty.server.Server source: shared objects file");
    }
}
