package io.ironstead.model.control;

import java.util.List;

/**
 * What a machine is: does not change while its agent runs.
 *
 * @param httpAddress {@code host:port} where its broker answers visitors
 * @param pid of the agent, for {@code ironstead status} on the same machine
 * @param sandbox the level in force, in one word: {@code none}, {@code bubblewrap}
 * @param runtimes what it can run, as {@code python 3.11.7}, for people
 */
public record NodeFacts(
        String hostName,
        String operatingSystem,
        int processors,
        long memoryBytes,
        long diskBytes,
        String httpAddress,
        long pid,
        String sandbox,
        List<String> runtimes) {

    public NodeFacts {
        runtimes = List.copyOf(runtimes);
    }
}
