package io.ironstead.couch.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A CouchDB that is installed on this machine, 3.4 or later. It is never written to. */
public record CouchInstallation(Path home) {

    /** @param home the folder with {@code bin/couchdb} and {@code etc/default.ini}; empty when there is none */
    public static Optional<CouchInstallation> in(Path home) {
        var found = new CouchInstallation(home.toAbsolutePath());
        return Files.isExecutable(found.program()) && Files.isReadable(found.defaults())
                ? Optional.of(found)
                : Optional.empty();
    }

    Path program() {
        return home.resolve("bin").resolve("couchdb");
    }

    private Path defaults() {
        return home.resolve("etc").resolve("default.ini");
    }

    /** Starts a node in the foreground of a process of its own. */
    Process start(NodeFiles files, Path log) throws IOException {
        var builder = new ProcessBuilder(program().toString())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = builder.environment();
        environment.put("COUCHDB_ARGS_FILE", files.arguments().toString());
        environment.put("COUCHDB_INI_FILES", defaults() + " " + files.configuration());
        environment.put("HOME", files.home().toString());
        return builder.start();
    }
}
