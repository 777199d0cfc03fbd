package io.ironstead.instances.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command with everything it needs to run as one instance.
 *
 * @param readWrite folders whose content outlives it
 */
public record Program(
        List<String> command,
        Map<String, String> environment,
        Path workingFolder,
        List<Path> readOnly,
        List<Path> readWrite) {

    /** One that leaves nothing behind. */
    public Program(List<String> command, Map<String, String> environment, Path workingFolder, List<Path> readOnly) {
        this(command, environment, workingFolder, readOnly, List.of());
    }
}
