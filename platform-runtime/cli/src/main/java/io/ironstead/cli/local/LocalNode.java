package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import io.ironstead.cli.console.ConsoleAddress;
import io.ironstead.cli.console.ConsoleClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Starts console and agent on this machine, and waits until both are well. */
public class LocalNode {
    /** Generous: a loaded machine with two cores has needed 40 s. */
    private static final Duration START_LIMIT = Duration.ofSeconds(180);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int TAIL_LINES = 25;

    private final DataFolder data;
    private final Programs programs;
    private final InstantSource clock;
    private final boolean bound;

    /** @param bound whether what is started here ends with this process */
    public LocalNode(DataFolder data, Programs programs, InstantSource clock, boolean bound) {
        this.data = data;
        this.programs = programs;
        this.clock = clock;
        this.bound = bound;
    }

    /** Starts the console unless it runs, and returns once it serves. */
    public ConsoleFile console(UpSettings settings) throws InterruptedException {
        var running = data.started().liveConsole();
        if (running.isPresent()) {
            return awaitConsole(running.get());
        }
        requireFree(settings.consolePort(), "console", "--console-port");
        var agentPort = new AgentPort(data).choose();
        var process = consoleProcess(settings, agentPort).start(bound);
        var id = identify(process, "console");
        data.write(data.started().withConsole(id));
        return awaitConsole(id);
    }

    /** Starts the agent unless it runs, with a join token when it has never joined, and returns once it serves. */
    public AgentFile agent(UpSettings settings, ConsoleFile console) throws InterruptedException {
        var running = data.started().liveAgent();
        if (running.isPresent()) {
            return awaitAgent(running.get());
        }
        requireFree(settings.httpPort(), "sites", "--http-port");
        requireFree(settings.datastorePort(), "Cloud Datastore's clients", "--datastore-port");
        var process = agentProcess(settings, console).start(bound);
        var id = identify(process, "agent");
        data.write(data.started().withAgent(id));
        return awaitAgent(id);
    }

    private ConsoleFile awaitConsole(ProcessId id) throws InterruptedException {
        return await("console", id, () -> data.consoleFile().filter(file -> file.pid() == id.pid()));
    }

    private AgentFile awaitAgent(ProcessId id) throws InterruptedException {
        return await("agent", id, () -> data.agentFile().filter(file -> file.pid() == id.pid()));
    }

    private JavaProcess consoleProcess(UpSettings settings, int agentPort) {
        var words = new ArrayList<String>(List.of("-Xmx256m", "-Xss512k"));
        words.addAll(Programs.jvmFlags());
        words.addAll(Programs.using(programs.consoleCache()));
        words.addAll(List.of(
                "-jar",
                programs.consoleJar().toString(),
                "--server.address=127.0.0.1",
                "--server.port=" + settings.consolePort(),
                "--console.data-dir=" + data.console(),
                "--console.programs-dir=" + programs.home(),
                "--console.agent-address=127.0.0.1",
                "--console.agent-port=" + agentPort,
                "--console.public-address=http://localhost:" + settings.consolePort(),
                "--console.platform-domain=localhost",
                "--console.sites-port=" + settings.httpPort()));
        return new JavaProcess(data.log("console"), words, Map.of());
    }

    private JavaProcess agentProcess(UpSettings settings, ConsoleFile console) {
        var words = new ArrayList<String>(agentFlags(programs));
        words.addAll(List.of(
                "-jar",
                programs.agentJar().toString(),
                "--agent.data-dir=" + data.node(),
                "--agent.http-address=127.0.0.1",
                "--agent.http-port=" + settings.httpPort(),
                "--agent.datastore-port=" + settings.datastorePort(),
                "--agent.platform-domain=localhost",
                "--agent.tahoe=" + settings.tahoe(),
                "--agent.java-host-dir=" + programs.javaHost()));
        var environment =
                knows(console.agentAddress()) ? Map.<String, String>of() : Map.of("AGENT_TOKEN", joinToken(console));
        return new JavaProcess(data.log("agent"), words, environment);
    }

    /** The flags of an agent's JVM, with its cache once that is made. */
    public static List<String> agentFlags(Programs programs) {
        var flags = agentFlags();
        flags.addAll(Programs.using(programs.agentCache()));
        return flags;
    }

    /** Most of what it moves is outside the heap, in Netty's buffers. */
    static List<String> agentFlags() {
        var flags = new ArrayList<>(List.of("-Xmx192m", "-Xss512k", "-XX:MaxDirectMemorySize=256m"));
        flags.addAll(Programs.jvmFlags());
        return flags;
    }

    /** An agent that has joined keeps a certificate, and needs no token ever again. */
    public static boolean hasJoined(Path agentData) {
        return Files.exists(agentData.resolve("identity"));
    }

    /** A token is for an agent that has never joined, or whose console has had to take another port. */
    private boolean knows(String consoleAddress) {
        return data.consoleKnownToNode().filter(consoleAddress::equals).isPresent();
    }

    private static String joinToken(ConsoleFile console) {
        var client = new ConsoleClient(new ConsoleAddress(console.url(), console.token()));
        return client.post("join-tokens", Map.of()).path("token").asString();
    }

    private <T> T await(String program, ProcessId id, Supplier<Optional<T>> ready) throws InterruptedException {
        var deadline = clock.instant().plus(START_LIMIT);
        while (true) {
            var found = ready.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (!id.isAlive()) {
                throw new Failure(
                        "The " + program + " stopped while starting",
                        "Its log is " + data.log(program),
                        data.logTail(program, TAIL_LINES));
            }
            if (clock.instant().isAfter(deadline)) {
                throw new Failure(
                        "The " + program + " was not ready within " + START_LIMIT.toSeconds() + " s",
                        "Its log is " + data.log(program),
                        data.logTail(program, TAIL_LINES));
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private ProcessId identify(Process process, String program) {
        return ProcessId.of(process.pid())
                .orElseThrow(() -> new Failure(
                        "The " + program + " stopped while starting",
                        "Its log is " + data.log(program),
                        data.logTail(program, TAIL_LINES)));
    }

    private static void requireFree(int port, String what, String option) {
        if (!AgentPort.isFree(port)) {
            throw new Failure(
                    "Port " + port + " (" + what + ") is taken by another program",
                    "Stop that program, or choose another port with " + option + ".");
        }
    }
}
