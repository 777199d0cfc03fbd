package io.ironstead.bench.live;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Parallel jobs through a node's broker and an instance's processes, beside ppft's on the same machine. */
public final class JobsBenchmark implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int INSTALL_SECONDS = 180;
    private static final int RUN_SECONDS = 600;

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public String question() {
        return "Parallel jobs in the instances of a site, and by ppft on the same processors, in turn; median (range).";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        run(report, false);
    }

    @Override
    public void run(Report report, boolean quick) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("ironstead-bench-jobs-");
        try {
            if (!installed(folder)) {
                report.note("ppft cannot be installed here: no package index answers. Nothing was measured.");
                return;
            }
            try (var ironstead = LiveIronstead.start()) {
                var program = Files.createDirectories(folder.resolve("program"));
                Files.writeString(program.resolve("app.yaml"), "runtime: python311\n");
                Files.writeString(program.resolve("main.py"), """
                    def app(environ, start_response):
                        start_response("200 OK", [("Content-Length", "2")])
                        return [b"ok"]
                    """);
                ironstead.deploy(program, "jobs", "v1");
                var granted = ironstead.api("POST", "sites/jobs/jobs/tickets", "");
                measure(
                        folder,
                        List.of(
                                granted.path("ticket").asString(),
                                granted.path("host").asString(),
                                granted.path("nodes").path(0).asString(),
                                Integer.toString(quick ? 1 : ROUNDS)),
                        report);
            }
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean installed(Path folder) throws IOException, InterruptedException {
        var venv = folder.resolve("venv");
        return ended(new ProcessBuilder("python3", "-m", "venv", venv.toString()))
                && ended(new ProcessBuilder(
                        venv.resolve("bin/pip").toString(), "install", "--quiet", "--retries", "1", "ppft"));
    }

    private static boolean ended(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void measure(Path folder, List<String> arguments, Report report)
            throws IOException, InterruptedException {
        // A file, because both sides read the text of the functions they send.
        var script = folder.resolve("jobs.py");
        try (var content = JobsBenchmark.class.getResourceAsStream("jobs.py")) {
            Files.write(script, content == null ? new byte[0] : content.readAllBytes());
        }
        var command = new ArrayList<>(List.of(folder.resolve("venv/bin/python").toString(), script.toString()));
        command.addAll(arguments);
        var errors = folder.resolve("errors");
        var out = folder.resolve("out");
        var builder = new ProcessBuilder(command).redirectError(errors.toFile()).redirectOutput(out.toFile());
        builder.environment()
                .put(
                        "PYTHONPATH",
                        Path.of(System.getProperty("ironstead.root"), "platform-runtime/instances/src/main/python")
                                .toString());
        var process = builder.start();
        try {
            if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("The jobs did not run: " + Files.readString(errors, StandardCharsets.UTF_8));
            }
        } finally {
            process.destroyForcibly();
        }
        report.columns("measure", "ppft", "Ironstead");
        for (var line : Files.readAllLines(out)) {
            report.row((Object[]) line.split("\t"));
        }
    }
}
