package io.ironstead.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ironstead.model.InNetwork;
import io.ironstead.model.TenantId;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BubblewrapSandboxTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void open() {
        sandbox = Walls.thickest(folder.resolve("sandbox"), 1_900_000_000, 1000, new EgressProxy(), EgressRules.NONE);
        assumeThat(sandbox.wall().level())
                .as("needs root, bubblewrap and control groups; here: "
                        + sandbox.wall().reason())
                .isEqualTo("0");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private record Outcome(Running.Exit exit, String said, String complained) {}

    private Launch launch(String id, String text, long memory, Path... writable) {
        return new Launch(
                id,
                new TenantId("acme"),
                List.of("/bin/sh", "-c", text),
                Map.of("PATH", "/usr/bin:/bin", "SECRET", "of-the-site"),
                Path.of("/tmp"),
                List.of(),
                List.of(writable),
                List.of(),
                new Launch.Limits(memory, 600, 40),
                false);
    }

    private Outcome run(Launch launch) throws Exception {
        try (var room = sandbox.openRoom()) {
            var running = sandbox.start(launch, room);
            var exit = running.exit().get(2, TimeUnit.MINUTES);
            return new Outcome(exit, read(running.standardOutput()), read(running.standardError()));
        }
    }

    private static String read(java.io.InputStream from) throws IOException {
        return new String(from.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void tellsHowAProgramEnded() throws Exception {
        var outcome = run(launch("one", "echo out; echo err >&2; exit 3", 64 * MIB));
        assertThat(outcome).isEqualTo(new Outcome(new Running.Exit(3, java.util.Optional.empty()), "out\n", "err\n"));
        assertThat(folder.resolve("sandbox/processes")).isEmptyDirectory();
        assertThat(folder.resolve("sandbox/launches")).isEmptyDirectory();
    }

    @Test
    void killsWhatEatsMemoryEvenInAChildAndSaysWhy() throws Exception {
        var hog = "python3 -c \"b = []\nwhile True: b.append(bytearray(b'x') * (8 << 20))\"";
        var outcome = run(launch("one", hog + "; sleep 30", 96 * MIB));
        assertThat(outcome.exit().killedFor()).contains("out of memory at 96 MiB");
    }

    @Test
    void aProgramThatKnowsHowToEndMayDoSo() throws Exception {
        try (var room = sandbox.openRoom()) {
            var running = sandbox.start(
                    launch("one", "trap 'echo told; exit 4' TERM; echo up; while :; do sleep 0.05; done", 64 * MIB),
                    room);
            assertThat(running.standardOutput().readNBytes(3)).asString().isEqualTo("up\n");
            running.terminate();
            assertThat(running.exit().get(2, TimeUnit.MINUTES).code()).isEqualTo(4);
            assertThat(read(running.standardOutput())).isEqualTo("told\n");
        }
    }

    @Test
    void isReachedThroughItsOwnNetworkOnly() throws Exception {
        try (var room = sandbox.openRoom()) {
            var running = sandbox.start(
                    launch("one", "exec python3 -m http.server --bind 127.0.0.1 " + room.port(), 96 * MIB), room);
            var dialer = running.dialer(room.port());
            Eventually.holds("listens", () -> connects(dialer.network(), dialer.address()));
            assertThat(connects(Runnable::run, dialer.address()))
                    .as("from the machine itself")
                    .isFalse();
            assertThat(running.listening()).contains(dialer.address());
            try (var other = sandbox.openRoom()) {
                assertThat(connects(other.network(), dialer.address()))
                        .as("from another room")
                        .isFalse();
            }
            running.kill();
            running.exit().get(2, TimeUnit.MINUTES);
        }
    }

    private static boolean connects(Executor network, InetSocketAddress address) {
        try (var socket = InNetwork.open(network, () -> {
            var opened = new Socket();
            opened.connect(address, 2000);
            return opened;
        })) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void endsWithEverythingItStarted() throws Exception {
        try (var room = sandbox.openRoom()) {
            var running = sandbox.start(
                    launch("one", "(setsid sleep 300 &) ; (setsid sleep 300 &) ; echo up; exec sleep 300", 64 * MIB),
                    room);
            assertThat(running.standardOutput().readNBytes(3)).asString().isEqualTo("up\n");
            running.kill();
            assertThat(running.exit().get(2, TimeUnit.MINUTES).code()).isEqualTo(137);
        }
    }

    /** Only threads of rooms may live in their networks: any other would take one tenant's network to other work. */
    @Test
    void noOtherThreadIsBornInItsNetwork() throws Exception {
        var own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        try (var room = sandbox.openRoom();
                var many = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = sandbox.start(
                    launch("one", "exec python3 -m http.server --bind 127.0.0.1 " + room.port(), 96 * MIB), room);
            var dialer = running.dialer(room.port());
            for (int each = 0; each < 500; each++) {
                many.submit(() -> connects(dialer.network(), dialer.address()));
            }
            many.shutdown();
            assertThat(many.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
            int inside = 0;
            try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (var thread : threads) {
                    var name = Files.readString(thread.resolve("comm")).strip();
                    boolean here =
                            Files.readSymbolicLink(thread.resolve("ns/net")).equals(own);
                    assertThat(here || name.startsWith("room-")).as(name).isTrue();
                    inside += here ? 0 : 1;
                }
            }
            assertThat(inside).as("the room's own").isEqualTo(1);
            running.kill();
            running.exit().get(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void isHeldToItsShareOfTheProcessor() throws Exception {
        var spin = "python3 -c \"import time\nend = time.time() + 2\nwhile time.time() < end: pass\n"
                + "print(time.process_time())\"";
        var usual = launch("one", spin, 64 * MIB);
        var limits = new Launch.Limits(64 * MIB, 600, 40, 20);
        var held = new Launch(
                "two",
                usual.tenant(),
                usual.command(),
                usual.environment(),
                usual.workingFolder(),
                List.of(),
                List.of(),
                List.of(),
                limits,
                false);
        assertThat(Double.parseDouble(run(held).said().strip())).isBetween(0.1, 0.8);
    }

    @Test
    void writesWhereItMayAndOwnsThat() throws Exception {
        var own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(own.resolve("given"), "given");
        var outcome = run(launch("one", "cat " + own + "/given; echo made > " + own + "/made", 64 * MIB, own));
        assertThat(outcome.said()).isEqualTo("given");
        assertThat(own.resolve("made")).hasContent("made");
        assertThat((int) Files.getAttribute(own.resolve("made"), "unix:uid")).isBetween(1_900_000_000, 1_900_001_000);
        assertThat(ProcessHandle.current().info().user()).hasValue("root");
    }

    @Test
    void diesWithItsAgent() throws Exception {
        var text = "(setsid sleep 29" + ProcessHandle.current().pid() + " &); exec sleep 28"
                + ProcessHandle.current().pid();
        var agent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAgent.class.getName(),
                        folder.resolve("other").toString(),
                        text,
                        "walled")
                .inheritIO()
                .start();
        try {
            Eventually.holds("both run", () -> sleepers() == 2);
        } finally {
            agent.destroyForcibly();
        }
        Eventually.holds("none runs", () -> sleepers() == 0);
    }

    private static long sleepers() {
        var number = Long.toString(ProcessHandle.current().pid());
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words -> words.length == 1 && words[0].endsWith(number))
                        .isPresent())
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.endsWith("sleep"))
                        .isPresent())
                .count();
    }

    @Test
    void whatAKilledAgentLeftIsGoneAfterwards() throws Exception {
        var room = sandbox.openRoom();
        var running = sandbox.start(launch("one", "exec sleep 300", 64 * MIB), room);
        var next = Walls.thickest(folder.resolve("sandbox"), 1_900_000_000, 1000, new EgressProxy(), EgressRules.NONE);
        assertThat(next.wall().level()).isEqualTo("0");
        // Trying a wall clears away first, so this one has nothing left to find.
        assertThat(running.exit().get(2, TimeUnit.MINUTES).code()).isEqualTo(137);
        next.close();
        room.close();
    }

    @Test
    void aProgramThatIsNotThereIsToldAsAShellWould() throws Exception {
        var missing = new Launch(
                "one",
                new TenantId("acme"),
                List.of("no-such-program"),
                Map.of("PATH", "/usr/bin:/bin"),
                Path.of("/tmp"),
                List.of(),
                List.of(),
                List.of(),
                new Launch.Limits(64 * MIB, 600, 40),
                false);
        assertThat(run(missing).exit().code()).isEqualTo(127);
    }
}
