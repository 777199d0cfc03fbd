package io.ironstead.model.control;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a machine is: does not change while its agent runs.
 *
 * @param httpAddress {@code host:port} where its broker answers visitors
 * @param pid of the agent, for {@code ironstead status} on the same machine
 * @param sandbox the level in force and why, for people: {@code bubblewrap (level 0): a user for each tenant, …}
 * @param runtimes what it can run, as {@code python 3.11.7}, for people
 * @param cluster where its peers reach it; empty: an agent that works alone
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
        List<String> runtimes,
        Optional<ClusterPoint> cluster) {

    public NodeFacts {
        runtimes = List.copyOf(runtimes);
        // An agent of an older release does not tell.
        cluster = Objects.requireNonNullElse(cluster, Optional.empty());
    }

    /** True when its sandbox does not keep tenants apart; an agent of an older release had none. */
    public boolean runsTrustedCodeOnly() {
        return !sandbox.contains("(level 0)");
    }

    /** Of an agent that works alone. */
    public NodeFacts(
            String hostName,
            String operatingSystem,
            int processors,
            long memoryBytes,
            long diskBytes,
            String httpAddress,
            long pid,
            String sandbox,
            List<String> runtimes) {
        this(
                hostName,
                operatingSystem,
                processors,
                memoryBytes,
                diskBytes,
                httpAddress,
                pid,
                sandbox,
                runtimes,
                Optional.empty());
    }
}
