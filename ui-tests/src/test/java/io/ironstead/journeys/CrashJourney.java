package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What visitors notice when a process of ours is killed. */
class CrashJourney {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path bundles;

    private final Ironstead ironstead = Ironstead.inNewFolder("crash");

    @BeforeEach
    void start() {
        ironstead.up();
        ironstead
                .run("deploy", Bundles.greeting(bundles, "hello").toString(), "--site", "shop")
                .mustSucceed();
        assertThat(ironstead.visit("shop", "/").body()).isEqualTo("hello");
    }

    @AfterEach
    void stop() {
        ironstead.close();
    }

    @Test
    void sitesOutliveTheConsoleAndComeBackAfterTheAgent() {
        kill(ironstead.consolePid());
        assertThat(ironstead.visit("shop", "/").body()).isEqualTo("hello");

        kill(ironstead.node().path("pid").asLong());
        ironstead.up();

        assertThat(ironstead.visit("shop", "/").body()).isEqualTo("hello");
        Eventually.within(
                LIMIT,
                "the console sees the node again",
                () -> ironstead.run("status", "--json").mustSucceed().out().contains("\"pid\""));
        assertThat(ironstead.processes()).as("one process per job").satisfies(CrashJourney::hasOneInstance);
    }

    private static void hasOneInstance(java.util.List<? extends String> processes) {
        // In the sandbox another program stands before each, whose words end with those of the job.
        assertThat(processes.stream()
                        .filter(line -> line.contains("node server.js"))
                        .filter(line -> !line.contains("/bwrap ")))
                .hasSize(1);
    }

    private static void kill(long pid) {
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        assertThat(process.onExit()).succeedsWithin(LIMIT);
    }
}
