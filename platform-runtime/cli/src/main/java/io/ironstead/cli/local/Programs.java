package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The built programs, as the launcher has laid them out.
 *
 * @param home {@code console/}, {@code agent/}, {@code java-host/} and {@code cli/}
 * @param root the folder with the samples
 */
public record Programs(Path home, Path root) {

    /** What the launcher says about this run. */
    public static Programs ofThisRun() {
        return new Programs(property("ironstead.home"), property("ironstead.root"));
    }

    public Path consoleJar() {
        return jarIn(home.resolve("console"));
    }

    public Path agentJar() {
        return jarIn(home.resolve("agent"));
    }

    public Path javaHost() {
        return home.resolve("java-host");
    }

    /** Speeds the console's start up once it exists; see {@link Training}. */
    public Path consoleCache() {
        return home.resolve("console").resolve("console.aot");
    }

    /** As {@link #consoleCache}, of the agent. */
    public Path agentCache() {
        return home.resolve("agent").resolve("agent.aot");
    }

    /** The flag that makes a JVM use a cache, once that exists. */
    static List<String> using(Path cache) {
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    public Path samples() {
        return root.resolve("samples");
    }

    private static Path jarIn(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new Failure("No program in " + folder, "Remove the build folder and try again."));
        } catch (IOException gone) {
            throw new Failure("No program in " + folder, "Remove the build folder and try again.");
        }
    }

    private static Path property(String name) {
        var value = System.getProperty(name);
        if (value == null) {
            throw new Failure("The system property " + name + " is missing", "Start through ./ironstead.");
        }
        return Path.of(value);
    }

    /** The flags every long-running JVM of ours gets: small, and quiet about what Netty needs. */
    static List<String> jvmFlags() {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }
}
