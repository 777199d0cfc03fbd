package io.ironstead.cli;

import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.console.ConsoleOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code jobs run}: one job per value; results in the order of the values. */
@Command(
        name = "run",
        description = {
            "Calls a Python function of the site's program once per value, on all nodes in parallel.",
            "Results go to standard output in the order of the values, errors to standard error. Needs python3 here."
        },
        mixinStandardHelpOptions = true)
class JobsRunCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int VALUES_MAX = 100_000;

    @Spec
    CommandSpec spec;

    @Mixin
    ConsoleOptions options = new ConsoleOptions();

    @Parameters(index = "0", paramLabel = "SITE")
    String site = "";

    @Parameters(index = "1", paramLabel = "FUNCTION", description = "As module:name, for example main:square.")
    String function = "";

    @Parameters(
            index = "2..*",
            paramLabel = "VALUE",
            description = "The function's argument: JSON, else taken as text. A single - reads one per line from"
                    + " standard input, 100,000 at most.")
    List<String> values = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "What a job may take (${DEFAULT-VALUE}; 600 at most).")
    double timeout = 60;

    @Option(names = "--json", description = "Print one line of JSON for each job: value, state, result, error, node.")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(timeout > 0 && timeout <= 600)) {
            throw new Failure("A job may take 0 to 600 seconds", "");
        }
        var given = values.equals(List.of("-")) ? lines() : values;
        var granted = new ConsoleClient(options.address())
                .post("sites/" + ConsoleClient.quote(site) + "/jobs/tickets", Map.of());
        var asked = JSON.createObjectNode()
                .put("site", site)
                .put("function", function)
                .put("timeout", timeout)
                .put("json", json);
        asked.set("ticket", granted.path("ticket"));
        asked.set("host", granted.path("host"));
        asked.set("nodes", granted.path("nodes"));
        asked.set(
                "values",
                JSON.valueToTree(given.stream().map(JobsRunCommand::value).toList()));
        return run(JSON.writeValueAsString(asked) + "\n");
    }

    private static List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (lines.size() == VALUES_MAX) {
                throw new Failure("More than " + VALUES_MAX + " values", "Run them in parts.");
            }
            lines.add(line);
        }
        return lines;
    }

    private static JsonNode value(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException plain) {
            return JSON.valueToTree(text);
        }
    }

    private int run(String asked) throws IOException, InterruptedException {
        var client = Path.of(System.getProperty("ironstead.root", "."), "platform-runtime/instances/src/main/python");
        if (!Files.isDirectory(client)) {
            throw new Failure("The Python client is not where this Ironstead was built", "Looked in " + client);
        }
        var builder =
                new ProcessBuilder("python3", "-m", "ironstead_jobs").redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PYTHONPATH", client.toString());
        var process = builder.start();
        try {
            // The ticket goes by this pipe: other users of this machine see a command's words.
            try (var to = process.getOutputStream()) {
                to.write(asked.getBytes(StandardCharsets.UTF_8));
            }
            copy(process.getInputStream(), spec.commandLine().getOut());
            return process.waitFor() == 0 ? 0 : 1;
        } finally {
            process.destroy();
        }
    }

    private static void copy(InputStream from, PrintWriter to) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                to.println(line);
                to.flush();
            }
        }
    }
}
