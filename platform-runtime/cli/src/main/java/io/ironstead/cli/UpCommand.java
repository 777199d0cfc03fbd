package io.ironstead.cli;

import io.ironstead.cli.console.ConsoleAddress;
import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.local.AgentFile;
import io.ironstead.cli.local.ConsoleFile;
import io.ironstead.cli.local.DataFolder;
import io.ironstead.cli.local.LocalNode;
import io.ironstead.cli.local.ProcessId;
import io.ironstead.cli.local.Programs;
import io.ironstead.cli.local.Restored;
import io.ironstead.cli.local.Shutdown;
import io.ironstead.cli.local.StartLock;
import io.ironstead.cli.local.Supervision;
import io.ironstead.cli.local.Training;
import io.ironstead.cli.local.UpSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code up}: a console and one node on this machine. Whatever of the two runs already is left running. */
@Command(
        name = "up",
        description = "Starts a console and one node on this machine, for this machine only.",
        mixinStandardHelpOptions = true)
class UpCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    CommandSpec spec;

    @Option(names = "--detach", description = "Return once both are healthy; './ironstead down' stops them.")
    boolean detach;

    @Option(names = "--json", description = "Print one line of JSON instead of sentences.")
    boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (${DEFAULT-VALUE}).",
            defaultValue = "${sys:user.home}/.ironstead")
    Path dataPath = Path.of(".ironstead");

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            description = "The console's port (${DEFAULT-VALUE}).",
            defaultValue = "8080")
    int consolePort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "The sites' port (${DEFAULT-VALUE}).",
            defaultValue = "8000")
    int httpPort;

    @Option(
            names = "--datastore-port",
            paramLabel = "PORT",
            description = "The port for Cloud Datastore's clients on this machine (${DEFAULT-VALUE}).",
            defaultValue = "8432")
    int datastorePort;

    @Option(names = "--no-samples", description = "Do not deploy the sample sites at the first start.")
    boolean noSamples;

    @Option(
            names = "--no-training",
            description = "Do not prepare faster starts of console and agent in the background.")
    boolean noTraining;

    @Option(
            names = "--tahoe",
            negatable = true,
            description = "Install Tahoe-LAFS (170 MB, in the background) and keep stored files in it. Off for now:"
                    + " nothing stores files by itself yet.")
    boolean tahoe;

    @Option(
            names = "--restore",
            paramLabel = "FILE",
            description = "Make the console of a snapshot, where there is none in the data folder.")
    @Nullable
    Path restore;

    @Override
    public Integer call() throws InterruptedException {
        requirePort("--console-port", consolePort);
        requirePort("--http-port", httpPort);
        requirePort("--datastore-port", datastorePort);
        var data = DataFolder.of(dataPath);
        data.create();
        var settings = new UpSettings(consolePort, httpPort, datastorePort, tahoe).chosen();
        var programs = Programs.ofThisRun();
        var clock = InstantSource.system();
        var node = new LocalNode(data, programs, clock, !detach);
        var before = data.started();
        var alreadyUp = before.liveConsole().isPresent() && before.liveAgent().isPresent();
        var supervision = new Supervision(data, node, settings, clock, note());
        ConsoleFile console;
        AgentFile agent;
        try (var _ = StartLock.take(data)) {
            if (!detach && !alreadyUp) {
                supervision.stopAtExit();
                data.write(before.withSupervisor(
                        ProcessId.of(ProcessHandle.current().pid()).orElse(null)));
            }
            note().println(alreadyUp ? "Ironstead is running already." : "Starting the console and the node ...");
            note().flush();
            if (restore != null) {
                Restored.from(restore, data);
            }
            console = node.console(settings);
            agent = node.agent(settings, console);
            if (!alreadyUp) {
                startFirstSteps(data, programs);
            }
        } catch (Failure notUp) {
            // Half an Ironstead helps nobody; what ran before this command goes on running.
            if (!before.anyAlive()) {
                new Shutdown(data).stopAll(note());
            }
            throw notUp;
        }
        report(data, console, agent);
        if (detach || alreadyUp) {
            return 0;
        }
        return supervision.untilStopped();
    }

    private void startFirstSteps(DataFolder data, Programs programs) {
        var withSamples = !noSamples && !Files.exists(data.samplesMark());
        var withTraining = !noTraining && !Training.isDone(programs);
        if ((withSamples || withTraining) && data.started().liveFirstStart().isEmpty()) {
            FirstStartCommand.launch(data, withSamples, withTraining, !detach);
        }
    }

    private void report(DataFolder data, ConsoleFile console, AgentFile agent) {
        var client = new ConsoleClient(new ConsoleAddress(console.url(), console.token()));
        var signIn = client.post("sign-in-links", Map.of()).path("url").asString();
        var out = spec.commandLine().getOut();
        if (json) {
            var node = JSON.createObjectNode().put("id", agent.node()).put("http", agent.http());
            if (agent.datastore() != null) {
                node.put("datastore", agent.datastore());
            }
            node.put("pid", agent.pid());
            var line = JSON.createObjectNode()
                    .put("console", console.url().toString())
                    .put("token", console.token())
                    .put("signIn", signIn);
            line.set("nodes", JSON.createArrayNode().add(node));
            out.println(JSON.writeValueAsString(line));
        } else {
            var port = agent.http().substring(agent.http().lastIndexOf(':') + 1);
            out.println("""
                    Ironstead is up.
                      Console   %s
                      Sign in   %s   (works once)
                      Sites     http://NAME.localhost:%s
                      Datastore DATASTORE_EMULATOR_HOST=%s   (the project is the site's name)
                      Data      %s\
                    """.formatted(console.url(), signIn, port, agent.datastore(), data.root()));
            if (!noSamples && !Files.exists(data.samplesMark())) {
                out.println("The samples are being deployed; './ironstead status' lists them.");
            }
            out.println(detach ? "Stop it with './ironstead down'." : "Ctrl-C stops it.");
        }
        out.flush();
    }

    /** Where sentences go: with --json, standard output is for the one line only. */
    private PrintWriter note() {
        return spec.commandLine().getErr();
    }

    private void requirePort(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), option + " must be 0 to 65535 (0: any free port)");
        }
    }
}
