package io.ironstead.javahost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The command line of the Java host.
 *
 * @param war the unpacked WAR
 * @param address and {@code port} to listen on; port 0 takes a free one and prints it
 * @param jakarta true for {@code jakarta.servlet}, false for {@code javax.servlet}
 * @param work an existing folder; the host makes one of its own below it for compiled pages and uploads
 * @param sessions whether HTTP sessions are kept, in memory
 */
record HostOptions(Path war, String address, int port, boolean jakarta, Path work, boolean sessions) {

    /** @throws IllegalArgumentException saying which option is wrong */
    static HostOptions parse(String... words) {
        Map<String, String> given = new HashMap<>();
        if (words.length % 2 != 0) {
            throw new IllegalArgumentException("Every option needs a value");
        }
        for (int i = 0; i < words.length; i += 2) {
            given.put(words[i], words[i + 1]);
        }
        var war = Path.of(required(given, "--war"));
        if (!Files.isDirectory(war)) {
            throw new IllegalArgumentException("--war must be the folder of an unpacked WAR");
        }
        int port;
        try {
            port = Integer.parseInt(required(given, "--port"));
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("--port must be a number");
        }
        var api = given.getOrDefault("--servlet-api", "jakarta");
        if (!api.equals("jakarta") && !api.equals("javax")) {
            throw new IllegalArgumentException("--servlet-api is jakarta or javax");
        }
        return new HostOptions(
                war,
                given.getOrDefault("--host", "127.0.0.1"),
                port,
                api.equals("jakarta"),
                Path.of(given.getOrDefault("--work", System.getProperty("java.io.tmpdir"))),
                Boolean.parseBoolean(given.getOrDefault("--sessions", "true")));
    }

    /** A new folder below {@code work}: Jetty empties the one it is given, so it must never be anybody else's. */
    Path freshWorkFolder() {
        try {
            return Files.createTempDirectory(work, "war-");
        } catch (IOException disk) {
            throw new UncheckedIOException("No folder can be made in " + work, disk);
        }
    }

    private static String required(Map<String, String> given, String name) {
        var value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
