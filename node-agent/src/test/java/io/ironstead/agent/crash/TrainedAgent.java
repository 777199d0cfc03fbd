package io.ironstead.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.AgentProcess.Program;
import io.ironstead.agent.fake.FakeConsole;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/**
 * The agent with a cache of its loaded classes, as the launcher trains one behind the first start (decision 070). The cache takes
 * jars only, so folders of classes are packed first.
 */
final class TrainedAgent {
    private static final Duration TRAINING_MAX = Duration.ofMinutes(3);

    private TrainedAgent() {}

    static Program in(Path folder, FakeConsole console) throws Exception {
        Files.createDirectories(folder);
        String classPath = jars(folder);
        Path cache = folder.resolve("agent.aot");
        var learns = new Program(classPath, List.of("-XX:AOTCacheOutput=" + cache, "-Dspring.context.exit=onRefresh"));
        Map<String, String> token = Map.of("AGENT_TOKEN", console.newToken().text());
        try (var agent = AgentProcess.start(
                learns, folder.resolve("node"), token, "--agent.http-port=0", "--agent.datastore-port=0")) {
            assertThat(agent.awaitExit(TRAINING_MAX)).as(agent.errors()).isZero();
        }
        assertThat(cache).exists();
        return new Program(classPath, List.of("-XX:AOTCache=" + cache));
    }

    private static String jars(Path folder) throws IOException {
        var jars = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path place = Path.of(entry);
            if (Files.isDirectory(place)) {
                Path jar = folder.resolve("classes-" + jars.size() + ".jar");
                pack(place, jar);
                jars.add(jar.toString());
            } else {
                jars.add(entry);
            }
        }
        return jars.stream().collect(Collectors.joining(File.pathSeparator));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            out.setLevel(1);
            // Folders too: Spring looks for components in those that the jar names.
            for (Path file :
                    files.filter(file -> !file.equals(classes)).sorted().toList()) {
                boolean folder = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(classes.relativize(file) + (folder ? "/" : "")));
                if (!folder) {
                    Files.copy(file, out);
                }
            }
        }
    }
}
