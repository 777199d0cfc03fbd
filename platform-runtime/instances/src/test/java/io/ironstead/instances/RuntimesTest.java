package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.VersionReport.Failure;
import io.ironstead.model.control.VersionReport.Phase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each language with its own server, as a visitor meets it. */
class RuntimesTest {
    @TempDir
    Path folder;

    TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode(folder);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    /** The one test that needs a package registry: gunicorn is installed although nobody named it. */
    @Test
    void aPythonAppWithoutEntrypointRunsOnGunicorn() throws Exception {
        var main = """
                def app(environ, start_response):
                    start_response('200 OK', [('Content-Type', 'text/plain')])
                    return [environ['SERVER_SOFTWARE'].encode()]
                """;
        var site = node.want("site", App.python("").with(Runtime.PYTHON, "").withFiles(Map.of("main.py", main)), true);
        var report = Eventually.is(
                "built",
                () -> Optional.of(node.report(site))
                        .filter(each -> each.phase() == Phase.READY || each.phase() == Phase.FAILED));
        assumeThat(report.failure().map(Failure::cause))
                .as("skipped: no package registry can be reached from here")
                .isNotEqualTo(Optional.of("The package registry cannot be reached from this node"));
        assertThat(report.failure()).isEmpty();
        assertThat(node.get(site, "/")).startsWith("gunicorn/");
        assertThat(node.reports(site))
                .singleElement()
                .satisfies(one -> assertThat(one.why()).isEqualTo("kept ready"));
    }

    @Test
    void aNodeAppRunsItsStartScriptWithoutNpm() throws Exception {
        var server = """
                require('http').createServer((request, response) =>
                    response.end(process.env.NODE_ENV + ' ' + process.argv[2] + ' ' + process.ppid))
                    .listen(process.env.PORT, '127.0.0.1');
                """;
        var files = Map.of("app.js", server, "package.json", "{\"scripts\": {\"start\": \"node app.js two\"}}");
        var site = node.deploy("site", App.sh("").with(Runtime.NODEJS, "").withFiles(files));
        assertThat(node.get(site, "/"))
                .isEqualTo("production two " + ProcessHandle.current().pid());
    }

    @Test
    void aWarRunsAndGetsItsClassCacheInTheBackground() throws Exception {
        assumeThat(TestNode.JAVA_HOST)
                .as("skipped: the Java host is not packaged yet")
                .isPresent();
        var site = node.deploy("site", App.war(TestWar.hello()));
        assertThat(node.get(site, "/")).isEqualTo("hello");
        Eventually.holds("trained", () -> node.told("class cache of v1 written"));
        node.clock.advance(TestNode.limits().idleGrace());
        Eventually.holds("asleep", () -> node.reports(site).isEmpty());
        assertThat(node.get(site, "/")).isEqualTo("hello");
        var command = ProcessHandle.of(node.reports(site).getFirst().pid())
                .orElseThrow()
                .info()
                .arguments()
                .orElseThrow();
        assertThat(command).anyMatch(word -> word.startsWith("-XX:AOTCache=" + folder));
    }
}
