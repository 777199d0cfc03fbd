package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** The console is lost with its disk; made again of its snapshot it has its fleet, its sites and its people. */
class RestoreJourney {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(60);

    @Test
    void aConsoleMadeAgainOfItsSnapshotTakesTheFleetOver() throws Exception {
        try (var ironstead = Ironstead.inNewFolder("restore").up()) {
            var handbook = Ironstead.sample("static-handbook").toString();
            ironstead.run("deploy", handbook, "--site", "handbook").mustSucceed();
            var agent = ironstead.node().path("pid").asLong();
            var taken = ironstead.api("POST", "snapshots", "");
            var inside = ironstead
                    .data()
                    .resolve("console/snapshots/" + taken.path("name").asString());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside)))
                    .isEqualTo("rw-------");
            var elsewhere = Files.copy(inside, ironstead.data().resolve("copied.zip"));
            var refused = ironstead.run("up", "--detach", "--restore", elsewhere.toString());
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.err()).contains("There is a console in");

            kill(ironstead.consolePid());
            delete(ironstead.data().resolve("console"));
            assertThat(ironstead.visit("handbook", "/").statusCode())
                    .as("the node serves on without its console")
                    .isEqualTo(200);

            ironstead.up("--restore", elsewhere.toString());
            assertThat(ironstead.node().path("pid").asLong()).isEqualTo(agent);
            Eventually.within(
                    BACK_WITHIN,
                    "the agent is connected",
                    () -> ironstead
                            .api("GET", "machines", "")
                            .path(0)
                            .path("health")
                            .asString()
                            .equals("WELL"));
            assertThat(ironstead.api("GET", "sites", "").path(0).path("name").asString())
                    .isEqualTo("handbook");
            ironstead
                    .run("deploy", handbook, "--site", "handbook", "--version", "after")
                    .mustSucceed();
            ironstead.run("deploy", handbook, "--site", "second").mustSucceed();
            assertThat(ironstead.visit("second", "/").statusCode()).isEqualTo(200);
            assertThat(ironstead.visit("after-dot-handbook", "/").statusCode()).isEqualTo(200);
        }
    }

    private static void kill(long pid) throws Exception {
        var console = ProcessHandle.of(pid).orElseThrow();
        console.destroyForcibly();
        console.onExit().get();
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
