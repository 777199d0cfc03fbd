package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(hosts.get(port, "/who")).isEqualTo("200 203.0.113.9 true https null NL Production");
        assertThat(hosts.get(port, "/_ah/warmup")).startsWith("200");
        assertThat(hosts.get(port, "/WEB-INF/web.xml")).startsWith("404");
        assertThat(hosts.get(port, "/page.txt")).isEqualTo("200 static");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void aWarWithoutSessionsIsServedToo(String api) throws Exception {
        int port = start(api, war(api), "--sessions", "false");
        assertThat(hosts.get(port, "/who")).startsWith("200");
        assertThat(hosts.get(port, "/page.txt")).isEqualTo("200 static");
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
}
