package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built program as a real process, with a WAR that this test compiles. */
class JavaHostIT {
    private static final String SERVLET = """
            import %1$s.servlet.http.*;
            @%1$s.servlet.annotation.WebServlet("/who")
            public class Who extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest q, HttpServletResponse a) throws java.io.IOException {
                    a.getWriter().print(q.getRemoteAddr() + " " + q.isSecure() + " " + q.getScheme()
                        + " " + q.getHeader("X-AppEngine-Api-Ticket") + " " + q.getHeader("X-AppEngine-Country")
                        + " " + System.getProperty("com.google.appengine.runtime.environment"));
                }
            }
            """;

    @TempDir
    Path temporary;

    private final HttpClient http = HttpClient.newHttpClient();
    private HostProcesses hosts;

    @BeforeEach
    void prepare() {
        hosts = new HostProcesses(temporary);
    }

    @AfterEach
    void stopAll() {
        hosts.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void aServletSeesTheVisitorAndNotThePlatform(String api) throws Exception {
        int port = start(api, war(api));
        assertThat(get(port, "/who")).isEqualTo("200 203.0.113.9 true https null NL Production");
        assertThat(get(port, "/_ah/warmup")).startsWith("200");
        assertThat(get(port, "/WEB-INF/web.xml")).startsWith("404");
        assertThat(get(port, "/page.txt")).isEqualTo("200 static");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void aWarWithoutSessionsIsServedToo(String api) throws Exception {
        int port = start(api, war(api), "--sessions", "false");
        assertThat(get(port, "/who")).startsWith("200");
        assertThat(get(port, "/page.txt")).isEqualTo("200 static");
    }

    @Test
    void endsByItselfWhenToldAndTouchesNothingButItsOwnFolder() throws Exception {
        var neighbour = Files.writeString(temporary.resolve("neighbour"), "keep me");
        var process = hosts.launch("jakarta", war("jakarta"), Map.of());
        // It says that it listens; then it can be told to end.
        process.inputReader().readLine();
        process.destroy();
        assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(neighbour).hasContent("keep me");
    }

    @Test
    void aWarThatCannotStartEndsTheProcessWithItsCause() throws Exception {
        var war = war("jakarta");
        Files.writeString(war.resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <servlet><servlet-name>x</servlet-name><servlet-class>NoSuchClass</servlet-class>
                  <load-on-startup>1</load-on-startup></servlet></web-app>""");
        var process = hosts.launch("jakarta", war, Map.of());
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("The WAR cannot be started").contains("NoSuchClass");
    }

    private Path war(String api) throws IOException {
        return hosts.war(api, "Who", SERVLET);
    }

    private int start(String api, Path war, String... more) throws IOException {
        return hosts.start(api, war, Map.of(), more);
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("X-AppEngine-User-IP", "203.0.113.9")
                .header("X-AppEngine-Https", "on")
                .header("X-AppEngine-Api-Ticket", "secret")
                .header("X-AppEngine-Country", "NL")
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
