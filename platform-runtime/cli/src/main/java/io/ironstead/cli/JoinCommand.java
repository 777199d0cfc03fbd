package io.ironstead.cli;

import io.ironstead.cli.local.DataFolder;
import io.ironstead.cli.local.LocalNode;
import io.ironstead.cli.local.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code join}: this server becomes a node of a console elsewhere, for as long as the command runs. */
@Command(
        name = "join",
        description =
                "Makes this server a node; runs until it is stopped. Give the token again or leave it out to come back.",
        mixinStandardHelpOptions = true)
class JoinCommand implements Callable<Integer> {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "TOKEN",
            arity = "0..1",
            description = "The join token the console shows under Machines; not needed once this server has joined.")
    @Nullable
    String token;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the node keeps everything (${DEFAULT-VALUE}).",
            defaultValue = "${sys:user.home}/.ironstead")
    Path dataPath = Path.of(".ironstead");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The machine's name in the console (else its host name).")
    @Nullable
    String name;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Where sites listen (${DEFAULT-VALUE}).",
            defaultValue = "0.0.0.0")
    String bind = "0.0.0.0";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "The sites' port (${DEFAULT-VALUE}).",
            defaultValue = "8000")
    int httpPort;

    @Option(names = "--https-port", paramLabel = "PORT", description = "The sites' port for TLS (off when not given).")
    @Nullable
    Integer httpsPort;

    @Option(
            names = "--platform-domain",
            paramLabel = "DOMAIN",
            description = "Sites answer at NAME.DOMAIN (${DEFAULT-VALUE}).",
            defaultValue = "localhost")
    String platformDomain = "localhost";

    @Override
    public Integer call() throws InterruptedException {
        var data = DataFolder.of(dataPath);
        data.create();
        if (token != null && !token.startsWith("ist_")) {
            throw new Failure(
                    "This is no join token", "Copy the whole command from the console: Machines, Add a machine.");
        }
        if (token == null && !LocalNode.hasJoined(data.node())) {
            throw new Failure(
                    "This server has not joined a console yet",
                    "Get the command with its token in the console: Machines, Add a machine.");
        }
        return run(words(data, Programs.ofThisRun()));
    }

    private List<String> words(DataFolder data, Programs programs) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(LocalNode.agentFlags(programs));
        words.addAll(List.of(
                "-jar",
                programs.agentJar().toString(),
                "--agent.data-dir=" + data.node(),
                "--agent.http-address=" + bind,
                "--agent.http-port=" + httpPort,
                "--agent.platform-domain=" + platformDomain,
                "--agent.java-host-dir=" + programs.javaHost()));
        if (name != null) {
            words.add("--agent.name=" + name);
        }
        if (httpsPort != null) {
            words.add("--agent.https-port=" + httpsPort);
        }
        return words;
    }

    private int run(List<String> words) throws InterruptedException {
        var builder = new ProcessBuilder(words).inheritIO();
        if (token != null) {
            builder.environment().put("AGENT_TOKEN", token);
        }
        try {
            var agent = builder.start();
            // A signal reaches this process alone when it comes from a service manager; the agent must hear of it.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop-agent"));
            return agent.waitFor() == 0 ? 0 : 1;
        } catch (IOException notStarted) {
            throw new Failure(
                    "The agent could not be started: " + notStarted.getMessage(), "Check the memory of this machine.");
        }
    }

    private static void stop(Process agent) {
        agent.destroy();
        try {
            if (!agent.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                agent.destroyForcibly();
            }
        } catch (InterruptedException impatient) {
            agent.destroyForcibly();
        }
    }
}
