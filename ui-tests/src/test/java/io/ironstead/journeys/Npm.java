package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Packages of Node.js, which come from a registry that a machine may not reach. */
final class Npm {
    private static final Pattern OUT_OF_REACH =
            Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH");

    private Npm() {}

    /**
     * Copies the programs to a folder of their own and installs what their {@code package.json} names; none of its scripts
     * are run. Skips the test, saying why, when npm cannot reach its registry; any other trouble fails it.
     */
    static Path install(Path programs) {
        var folder = copy(programs);
        var npm = Program.of(
                        "npm",
                        "install",
                        "--prefix",
                        folder.toString(),
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--no-package-lock",
                        "--prefer-offline",
                        "--fetch-retries=1")
                .run();
        if (npm.exitCode() != 0 && OUT_OF_REACH.matcher(npm.output()).find()) {
            abort("npm cannot reach its registry, so clients for Node.js were not tried: " + npm.output());
        }
        assertThat(npm.exitCode()).as(npm.output()).isZero();
        return folder;
    }

    private static Path copy(Path programs) {
        try (Stream<Path> files = Files.list(programs)) {
            var folder = Files.createTempDirectory(Ironstead.work(), "clients-node-");
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            return folder;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
