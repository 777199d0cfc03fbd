package io.ironstead.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainSandboxTest {
    /** Starts a child in a session of its own that outlives it, and says both process ids. */
    private static final String WITH_A_DAEMON =
            "(setsid sleep 300 >/dev/null 2>&1 & echo $! > daemon); echo $$ > leader; exec sleep 300";

    @TempDir
    Path folder;

    private PlainSandbox sandbox;

    @AfterEach
    void close() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private PlainSandbox sandbox() {
        sandbox = new PlainSandbox(folder.resolve("processes"));
        return sandbox;
    }

    private Running start(Launch launch) throws IOException {
        return sandbox().start(launch, sandbox.openRoom());
    }

    private Launch shell(String id, String text, long memoryMax) {
        return new Launch(
                id,
                new TenantId("acme"),
                List.of("/bin/sh", "-c", text),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                List.of(),
                List.of(folder),
                List.of(),
                new Launch.Limits(memoryMax, 600, 100),
                false);
    }

    private long pidIn(String file) {
        return Eventually.is(file, () -> {
            try {
                var text = Files.readString(folder.resolve(file)).strip();
                return text.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(Long.parseLong(text));
            } catch (IOException notYet) {
                return java.util.Optional.empty();
            }
        });
    }

    private static boolean isAlive(long pid) {
        return ProcessEntry.of(pid).filter(entry -> !entry.dead()).isPresent();
    }

    @Test
    void tellsHowAProgramEnded() throws Exception {
        var running = start(shell("one", "echo out; echo err >&2; exit 3", 1 << 30));
        assertThat(running.exit().get(2, TimeUnit.MINUTES).code()).isEqualTo(3);
        assertThat(running.standardOutput().readAllBytes()).asString().isEqualTo("out\n");
        assertThat(running.standardError().readAllBytes()).asString().isEqualTo("err\n");
        assertThat(folder.resolve("processes")).isEmptyDirectory();
    }

    @Test
    void killsDaemonsThatLeftTheirTree() throws Exception {
        var running = start(shell("one", WITH_A_DAEMON, 1 << 30));
        long daemon = pidIn("daemon");
        assertThat(isAlive(daemon)).isTrue();
        running.kill();
        running.exit().get(2, TimeUnit.MINUTES);
        assertThat(isAlive(daemon)).isFalse();
    }

    @Test
    void whatAProgramLeftBehindGoesWithIt() throws Exception {
        var running = start(shell("one", "setsid sleep 300 >/dev/null 2>&1 & echo $! > daemon", 1 << 30));
        running.exit().get(2, TimeUnit.MINUTES);
        assertThat(isAlive(pidIn("daemon"))).isFalse();
    }

    @Test
    void termReachesTheWholeSession() throws Exception {
        var running =
                start(shell("one", "trap 'echo told; exit 0' TERM; echo up; while :; do sleep 0.05; done", 1 << 30));
        var output = new java.io.BufferedReader(new java.io.InputStreamReader(running.standardOutput()));
        assertThat(output.readLine()).isEqualTo("up");
        running.terminate();
        assertThat(running.exit().get(2, TimeUnit.MINUTES).code()).isZero();
        assertThat(output.readLine()).isEqualTo("told");
    }

    @Test
    void countsTheMemoryOfAllProcessesAndKillsThemAboveTheLimit() throws Exception {
        var two = "python3 -c 'import time; x = bytearray(b\"x\") * (80 << 20); time.sleep(60)' & wait";
        var running = start(shell("one", two + " & " + two, 128 << 20));
        var exit = running.exit().get(2, TimeUnit.MINUTES);
        assertThat(exit.killedFor()).contains("out of memory at 128 MiB");
    }

    @Test
    void aProgramBelowItsLimitIsMeasuredAndLives() throws Exception {
        var program = "exec python3 -c 'import time; x = bytearray(b\"x\") * (64 << 20); time.sleep(60)'";
        var running = start(shell("one", program, 256 << 20));
        Eventually.holds("measured", () -> running.usage().memoryBytes() > 64 << 20);
        assertThat(running.usage().memoryBytes()).isLessThan(128 << 20);
        assertThat(running.exit()).isNotDone();
    }

    @Test
    void seesWhereAProgramListens() throws Exception {
        var room = sandbox().openRoom();
        int port = room.port();
        var running = sandbox.start(shell("one", "python3 -m http.server --bind 127.0.0.1 " + port, 1 << 30), room);
        Eventually.holds("listens", () -> running.listening().stream().anyMatch(address -> address.getPort() == port));
        assertThat(running.listening()).hasSize(1);
    }

    @Test
    void neverGivesAPortTwice() throws Exception {
        sandbox();
        assertThat(Set.of(
                        sandbox.openRoom().port(),
                        sandbox.openRoom().port(),
                        sandbox.openRoom().port()))
                .hasSize(3);
    }

    /** The agent is another JVM here, so that it can really be killed. */
    @Test
    void theNextAgentKillsWhatAKilledOneLeftAndNothingElse() throws Exception {
        var agent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAgent.class.getName(),
                        folder.toString(),
                        WITH_A_DAEMON)
                .inheritIO()
                .start();
        var innocent = new ProcessBuilder("sleep", "300").start();
        try {
            long leader = pidIn("leader");
            long daemon = pidIn("daemon");
            agent.destroyForcibly().waitFor();
            // The kernel ends the leader with its agent; the daemon is left, and only the record knows of it.
            Eventually.holds("the leader died with its agent", () -> !isAlive(leader));
            assertThat(isAlive(daemon)).isTrue();

            assertThat(sandbox().killLeftovers()).isEqualTo(1);
            assertThat(isAlive(daemon)).isFalse();
            assertThat(innocent.isAlive()).isTrue();
            assertThat(sandbox.killLeftovers()).isZero();
        } finally {
            innocent.destroyForcibly();
            agent.destroyForcibly();
        }
    }

    @Test
    void aRecordOfAnotherBootOrAnotherProcessKillsNobody() throws Exception {
        var innocent = new ProcessBuilder("sleep", "300").start();
        try {
            var entry = ProcessEntry.of(innocent.pid()).orElseThrow();
            var records = Files.createDirectories(folder.resolve("processes"));
            Files.writeString(records.resolve("old-boot"), "0000 " + entry.pid() + " " + entry.startTicks());
            var boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            Files.writeString(
                    records.resolve("old-process"), boot + " " + entry.pid() + " " + (entry.startTicks() - 1));
            assertThat(sandbox().killLeftovers()).isZero();
            assertThat(innocent.isAlive()).isTrue();
            assertThat(records).isEmptyDirectory();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void readsTheListeningSocketsOfBothFamilies() {
        var table = """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
                   1: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0
                   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 333 1 0
                """;
        var found = Listeners.parse(table);
        assertThat(found).containsOnlyKeys("111", "333");
        assertThat(found.get("111").toString()).isEqualTo("/127.0.0.1:8080");
        assertThat(found.get("333").getAddress().isLoopbackAddress()).isTrue();
        assertThat(found.get("333").getPort()).isEqualTo(80);
    }
}
