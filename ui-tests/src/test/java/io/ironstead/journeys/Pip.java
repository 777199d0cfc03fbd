package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Python's packages, which come from an index that a machine may not reach. */
final class Pip {
    private static final Pattern OUT_OF_REACH =
            Pattern.compile("connection broken|NewConnectionError|name resolution|ConnectTimeout|ProxyError");

    private Pip() {}

    /** Skips the tests that follow, saying why, when pip cannot reach its index; any other trouble fails them. */
    static void requireIndex() {
        run(List.of(
                "download",
                "-q",
                "--no-deps",
                "--no-cache-dir",
                "-d",
                folder("pip-probe").toString(),
                "six==1.17.0"));
    }

    /** @return the Python of a new virtual environment with these requirements */
    static Path environment(Path requirements) {
        var venv = folder("clients-python");
        var python = venv.resolve("bin/python");
        Program.of("python3", "-m", "venv", "--clear", "--without-pip", venv.toString())
                .mustSucceed();
        run(List.of("--python", python.toString(), "install", "-q", "-r", requirements.toString()));
        return python;
    }

    private static void run(List<String> words) {
        var pip = Program.of("python3", "-m", "pip").with(words).run();
        if (pip.exitCode() != 0 && OUT_OF_REACH.matcher(pip.output()).find()) {
            abort("pip cannot reach its index, so what needs Python packages was not tried: " + pip.output());
        }
        assertThat(pip.exitCode()).as(pip.output()).isZero();
    }

    private static Path folder(String name) {
        try {
            return Files.createDirectories(Ironstead.work().resolve(name));
        } catch (IOException full) {
            throw new java.io.UncheckedIOException(full);
        }
    }
}
