package io.ironstead.agent.fake;

import io.ironstead.link.LinkJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real agent in a process of its own, as the launcher starts it. */
public final class AgentProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final Path data;
    private final Path errors;
    private final Path output;

    private AgentProcess(Process process, Path data, Path errors, Path output) {
        this.process = process;
        this.data = data;
        this.errors = errors;
        this.output = output;
    }

    /**
     * What runs an agent.
     *
     * @param flags for the virtual machine, besides the usual ones
     */
    public record Program(String classPath, List<String> flags) {
        /** As the build has it, without a cache of its classes. */
        public static final Program BUILT = new Program(System.getProperty("java.class.path"), List.of());
    }

    /** What the agent writes into {@code agent.json}. */
    public record File(
            long pid, String node, String http, @Nullable String https) {
        public int httpPort() {
            return Integer.parseInt(http.substring(http.lastIndexOf(':') + 1));
        }
    }

    /** @param settings more of them, as {@code --agent.http-port=0} */
    public static AgentProcess start(Path data, Map<String, String> environment, String... settings)
            throws IOException {
        return start(Program.BUILT, data, environment, settings);
    }

    public static AgentProcess start(Program program, Path data, Map<String, String> environment, String... settings)
            throws IOException {
        return startBehind(List.of(), program, data, environment, settings);
    }

    /** @param before words of a program that becomes the agent, as {@code ip netns exec NAME} */
    public static AgentProcess startBehind(
            List<String> before, Program program, Path data, Map<String, String> environment, String... settings)
            throws IOException {
        var words = new ArrayList<>(before);
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        words.addAll(program.flags());
        words.addAll(List.of(
                "-cp",
                program.classPath(),
                "io.ironstead.agent.AgentApplication",
                "--logging.config=classpath:logback-spring.xml",
                "--agent.data-dir=" + data));
        words.addAll(List.of(settings));
        Files.createDirectories(data.getParent());
        var errors = Files.createTempFile(data.getParent(), "agent", ".err");
        var output = Files.createTempFile(data.getParent(), "agent", ".out");
        var builder = new ProcessBuilder(words).redirectError(errors.toFile()).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new AgentProcess(builder.start(), data, errors, output);
    }

    /** Until the broker listens and the console has accepted the node. */
    public File awaitAccepted() {
        return Awaitility.await()
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(50))
                .failFast("The agent has ended", () -> !process.isAlive())
                .until(this::file, file -> file != null && file.pid() == process.pid());
    }

    private @Nullable File file() throws IOException {
        var file = data.resolve("agent.json");
        return Files.exists(file) ? LinkJson.read(Files.readAllBytes(file), File.class) : null;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    public void stop() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The exit code; the test fails when there is none in time. */
    public int awaitExit(Duration max) throws InterruptedException {
        if (!process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The agent still runs after " + max.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** Processor time of the whole process so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What it has logged. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    public String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
