package io.ironstead.instances.launch;

import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.VersionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What Python instances need to run parallel jobs beside their program: the package {@code ironstead_jobs}, which programs
 * can import too, and a configuration by which gunicorn takes jobs at an address of the platform's own.
 */
public final class PythonJobs implements InstanceSurroundings {
    private static final String VARIABLE = "IRONSTEAD_PYTHON";
    private static final String CONFIGURATION = "ironstead_gunicorn.py";
    private static final String RESOURCES = "/io/ironstead/instances/python/";
    private static final List<String> FILES = List.of(
            CONFIGURATION,
            "ironstead_jobs/__init__.py",
            "ironstead_jobs/__main__.py",
            "ironstead_jobs/_client.py",
            "ironstead_jobs/_serving.py",
            "ironstead_jobs/_wire.py",
            "ironstead_jobs/_worker.py");

    private final Path folder;
    private boolean unpacked;

    /** @param folder where the files are put before the first instance starts */
    public PythonJobs(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public Opened open(VersionKey version, InstanceId instance, Executor network) throws IOException {
        unpack();
        return new Nothing(Map.of(VARIABLE, folder.toString()));
    }

    private synchronized void unpack() throws IOException {
        if (unpacked) {
            return;
        }
        for (var name : FILES) {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            try (var content = PythonJobs.class.getResourceAsStream(RESOURCES + name)) {
                if (content == null) {
                    throw new IOException("A file of the platform is missing: " + name);
                }
                Files.write(file, content.readAllBytes());
            }
        }
        unpacked = true;
    }

    /** Adds to what the program's own descriptor says, and replaces nothing of it. */
    static void join(Map<String, String> environment) {
        var folder = environment.get(VARIABLE);
        if (folder == null) {
            return;
        }
        environment.merge("PYTHONPATH", folder, (own, ours) -> own + ":" + ours);
        var own = environment.getOrDefault("GUNICORN_CMD_ARGS", "");
        // Gunicorn splits this text as a shell would. A configuration of the program's own stays the only one.
        boolean plain = folder.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-".indexOf(c) >= 0);
        boolean configured = List.of(own.split(" ", 1000)).stream()
                .anyMatch(word -> word.startsWith("--config") || word.matches("-c.*"));
        if (plain && !configured) {
            environment.put("GUNICORN_CMD_ARGS", (own + " --config=" + folder + "/" + CONFIGURATION).strip());
        }
    }

    /** What a program's processes may read besides their own folder. */
    static List<Path> readOnly(Map<String, String> environment, Path bundle) {
        var folder = environment.get(VARIABLE);
        return folder == null ? List.of(bundle) : List.of(bundle, Path.of(folder));
    }

    private record Nothing(Map<String, String> environment) implements Opened {
        @Override
        public void close() {
            // The files stay for the next one.
        }
    }
}
