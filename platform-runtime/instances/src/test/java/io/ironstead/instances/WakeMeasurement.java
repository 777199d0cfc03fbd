package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.Runtime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Measures from asleep to answered, not part of the tests: {@code -Dtest=WakeMeasurement -Dmeasure=20}. */
@EnabledIfSystemProperty(named = "measure", matches = "\\d+")
class WakeMeasurement {
    private static final int ROUNDS = Integer.getInteger("measure", 20);

    @TempDir
    Path folder;

    @Test
    void flaskOnGunicorn() throws Exception {
        var main = """
                from flask import Flask
                app = Flask(__name__)

                @app.get('/')
                def hello():
                    return 'hello'
                """;
        measure(
                "Flask + gunicorn",
                App.python(main)
                        .with(Runtime.PYTHON, "")
                        .withFiles(Map.of("main.py", main, "requirements.txt", "flask\n")));
    }

    @Test
    void plainNode() throws Exception {
        var server = """
                require('http').createServer((request, response) => response.end('hello'))
                    .listen(process.env.PORT, '127.0.0.1');
                """;
        measure("Node.js", App.sh("").with(Runtime.NODEJS, "").withFiles(Map.of("server.js", server)));
    }

    @Test
    void smallWarWithItsClassCache() throws Exception {
        measure("WAR, class cache", App.war(TestWar.hello()));
    }

    private void measure(String name, App app) throws Exception {
        try (var node = new TestNode(folder)) {
            var site = node.deploy("site", app);
            assertThat(node.get(site, "/")).isEqualTo("hello");
            if (app.runtime() == Runtime.JAVA) {
                Eventually.holds("trained", () -> node.told("class cache of v1 written"));
            }
            var millis = new ArrayList<Long>();
            for (int round = 0; round < ROUNDS; round++) {
                sleep(node, site);
                long began = System.nanoTime();
                try (var lease = node.lease(site)) {
                    assertThat(lease.cold()).isTrue();
                    assertThat(TestNode.get(lease, "/")).isEqualTo("hello");
                }
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            }
            Collections.sort(millis);
            node.events.clear();
            System.err.println(name + ": asleep to answered, median " + millis.get(ROUNDS / 2) + " ms, min "
                    + millis.getFirst() + " ms, max " + millis.getLast() + " ms, of " + ROUNDS);
        }
    }

    private static void sleep(TestNode node, VersionKey site) {
        node.clock.advance(TestNode.limits().idleGrace().plus(Duration.ofSeconds(1)));
        Eventually.holds("asleep", () -> node.reports(site).isEmpty());
    }
}
