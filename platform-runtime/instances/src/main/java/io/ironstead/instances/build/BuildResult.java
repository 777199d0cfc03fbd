package io.ironstead.instances.build;

import java.util.List;

/** How a build ended. */
public sealed interface BuildResult {

    /** It can be launched. */
    record Built() implements BuildResult {}

    /** It cannot. {@code output} is the end of what the failed step wrote. */
    record Failed(String cause, String advice, List<String> output) implements BuildResult {}
}
