package io.ironstead.instances.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One command of a build.
 *
 * @param step what it does, in two or three words for the person who waits: {@code pip install}
 * @param mayFail true: the build goes on, its output tells
 */
record BuildCommand(
        String step, List<String> command, Map<String, String> environment, Path workingFolder, boolean mayFail) {}
