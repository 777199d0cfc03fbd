package io.ironstead.instances.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The jars of the Java host for one program, in an order that never changes: a class cache fits one class path only, and each jar on it
 * only as long as its size and time stay.
 */
record HostJars(List<Path> jars) {

    /** @param jsp with the JSP engine, which costs a WAR without JSPs time and memory at each start */
    static HostJars in(Path host, String api, boolean jsp) {
        var jars = new ArrayList<>(jars(host.resolve(api)));
        if (jsp) {
            jars.addAll(jars(host.resolve("jsp-" + api)));
        }
        return new HostJars(List.copyOf(jars));
    }

    private static List<Path> jars(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException("The Java host cannot be read", missing);
        }
    }

    String classPath() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    /** Eight digits that change when the JDK or one of the jars does. */
    String fingerprint(Path javaHome) {
        try {
            var sum = new CRC32();
            sum.update(Files.readAllBytes(javaHome.resolve("release")));
            for (var jar : jars) {
                var text = jar + " " + Files.size(jar) + " "
                        + Files.getLastModifiedTime(jar).toMillis();
                sum.update(text.getBytes(StandardCharsets.UTF_8));
            }
            return "%08x".formatted(sum.getValue());
        } catch (IOException missing) {
            throw new UncheckedIOException("The Java host cannot be read", missing);
        }
    }
}
