package io.ironstead.instances.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command with everything it needs to run as one instance. */
public record Program(List<String> command, Map<String, String> environment, Path workingFolder, List<Path> readOnly) {}
