package io.ironstead.cli;

import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.console.ConsoleOptions;
import io.ironstead.cli.pack.BundleSource;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code deploy}: brings an archive or a folder online as a new version of a site. */
@Command(name = "deploy", description = "Deploys an archive or a folder, and waits until the new version answers.")
class DeployCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    ConsoleOptions options = new ConsoleOptions();

    @Parameters(
            paramLabel = "PATH",
            description = "A .zip, .tar.gz or .war, or a folder with an app.yaml or a WEB-INF.")
    Path path = Path.of(".");

    @Option(names = "--site", paramLabel = "NAME", required = true, description = "The site; made when it is missing.")
    String site = "";

    @Option(names = "--version", paramLabel = "VERSION", description = "The version's name (else the console chooses).")
    @Nullable
    String version;

    @Option(
            names = "--no-promote",
            description = "Leave all traffic where it is; the version gets its own address only.")
    boolean noPromote;

    @Option(names = "--json", description = "Print one line of JSON instead of sentences.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Override
    public Integer call() throws InterruptedException {
        var source = BundleSource.of(path);
        var lines = new StepLines(spec.commandLine().getErr(), isTerminal());
        var deployment = new Deployment(new ConsoleClient(options.address()), InstantSource.system(), lines);
        deployment.ensureSite(site);
        var end = deployment.run(site, source, version, !noPromote);
        var isDone = end.path("state").asString("").equals("DONE");
        var address = isDone ? deployment.addressOf(site, end, !noPromote) : "";
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(((ObjectNode) end).put("address", address));
        } else if (isDone) {
            out.println(address);
        }
        if (!isDone) {
            throw failureOf(end);
        }
        return 0;
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    static Failure failureOf(JsonNode deployment) {
        var failure = deployment.path("failure");
        if (failure.isMissingNode() || failure.isNull()) {
            return new Failure("The deployment was cancelled", "");
        }
        List<String> output = new ArrayList<>();
        failure.path("output").forEach(line -> output.add(line.asString()));
        return new Failure(
                failure.path("step").asString() + " failed: "
                        + failure.path("cause").asString(),
                failure.path("advice").asString(""),
                output);
    }
}
