package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A bare server becomes a machine by the script that the console serves. The server is a folder of its own here
 * ({@code --prefix}): nothing outside of it changes, and there is no systemd to start the agent.
 */
class InstallJourney {
    private static final Path SHELLCHECK = Path.of("/usr/bin/shellcheck");
    private static final long RUN_SECONDS_MAX = 240;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

    @Test
    void aBareServerJoinsIsRepairedAndIsLeftWithoutATrace() throws Exception {
        try (var ironstead = Ironstead.inNewFolder("install").up()) {
            ironstead
                    .run("deploy", Ironstead.sample("static-handbook").toString(), "--site", "handbook")
                    .mustSucceed();
            // A prefix has no spaces; the folder of this clone may have.
            var server = Files.createTempDirectory("ironstead-server-").resolve("root");
            var script = script(ironstead);
            var port = Ironstead.freePort();
            var join = ironstead.api("POST", "join-tokens", "{}");
            var token = join.path("token").asString();
            assertThat(join.path("install").asString())
                    .isEqualTo("curl -fsS http://localhost:%d/install | sudo sh -s -- %s"
                            .formatted(ironstead.consolePort(), token));

            shellcheck(script);
            var stranger = run(script, server, strangersToken());
            assertThat(stranger.exit()).as(stranger.said()).isNotZero();
            assertThat(stranger.said()).contains("another fingerprint");
            assertThat(files(server.resolve("opt/ironstead/programs"))).isEmpty();

            var first = run(script, server, token, "--name", "bare", "--bind", "127.0.0.1", "--http-port", "" + port);
            assertThat(first.exit()).as(first.said()).isZero();
            assertThat(first.said()).contains("systemd is not used here").contains("is a machine of");
            assertThat(machines(ironstead)).contains("bare");
            assertThat(Files.exists(server.resolve("var/lib/ironstead/token"))).isFalse();
            awaitHandbook(ironstead, port);
            shellcheck(server.resolve("opt/ironstead/ironstead-agent"));

            var jar = agentJar(server);
            var whole = Files.size(jar);
            Files.write(jar, new byte[] {1, 2, 3});
            var repaired = run(script, server);
            assertThat(repaired.exit()).as(repaired.said()).isZero();
            assertThat(Files.size(agentJar(server))).isEqualTo(whole);
            assertThat(machines(ironstead)).hasSize(2);
            awaitHandbook(ironstead, port);

            tryBrokenPrograms(server);
            awaitHandbook(ironstead, port);

            var gone = run(script, server, "--uninstall");
            assertThat(gone.exit()).as(gone.said()).isZero();
            assertThat(server).doesNotExist();
            Files.deleteIfExists(server.getParent());
            assertThat(ironstead.processes()).noneMatch(line -> line.contains(server.toString()));
        }
    }

    /** Nothing to say, where shellcheck is installed. */
    private static void shellcheck(Path script) throws IOException, InterruptedException {
        if (Files.isExecutable(SHELLCHECK)) {
            assertThat(run(List.of(SHELLCHECK.toString(), "--shell=sh", script.toString()))
                            .said())
                    .isEmpty();
        }
    }

    /** New programs that end at once: the supervisor goes back to those from before, and keeps why. */
    private static void tryBrokenPrograms(Path server) throws IOException {
        var broken = Files.createDirectories(server.resolve("opt/ironstead/programs/broken/agent"));
        Files.writeString(broken.resolve("node-agent-9.jar"), "no jar");
        var node = server.resolve("var/lib/ironstead/node");
        var agent = Ironstead.readJson(node.resolve("agent.json")).path("pid").asLong();
        Files.writeString(Files.createDirectories(node.resolve("upgrade")).resolve("next"), "broken\n");
        ProcessHandle.of(agent).orElseThrow().destroyForcibly();
        Eventually.within(ANSWERS_WITHIN, "the failure is kept", () -> Files.exists(node.resolve("upgrade/failed")));
        assertThat(node.resolve("upgrade/failed")).hasContent("broken ended while starting");
        assertThat(server.resolve("opt/ironstead/current").toRealPath().getFileName())
                .isNotEqualTo(Path.of("broken"));
    }

    private record Ran(int exit, String said) {}

    private static Ran run(Path script, Path server, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("sh", script.toString(), "--prefix", server.toString()));
        command.addAll(List.of(words));
        return run(command);
    }

    private static Ran run(List<String> command) throws IOException, InterruptedException {
        var said = Files.createTempFile(Ironstead.work(), "install-", ".out");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The script did not end: " + Files.readString(said));
        }
        return new Ran(process.exitValue(), Files.readString(said));
    }

    private static Path script(Ironstead ironstead) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(ironstead.console() + "/install"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return Files.writeString(ironstead.data().resolve("install.sh"), answer.body());
    }

    /** Of a console with another certificate. */
    private static String strangersToken() {
        var text = "127.0.0.1:1 " + "0".repeat(64) + " " + "A".repeat(43);
        return "ist_" + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> machines(Ironstead ironstead) {
        var names = new ArrayList<String>();
        ironstead
                .api("GET", "machines", "")
                .forEach(one -> names.add(one.path("id").asString()));
        return names;
    }

    private static void awaitHandbook(Ironstead ironstead, int port) {
        Eventually.within(ANSWERS_WITHIN, "the new machine answers", () -> {
            try {
                return ironstead.visitPort(port, "handbook", "/").statusCode() == 200;
            } catch (java.io.UncheckedIOException notYet) {
                return false;
            }
        });
    }

    private static Path agentJar(Path server) throws IOException {
        try (var files = Files.walk(server.resolve("opt/ironstead/programs"), 3)) {
            return files.filter(file -> file.getFileName().toString().matches("node-agent-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
