package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import java.io.IOException;

/**
 * What {@code up} was asked for.
 *
 * @param tahoe whether the node keeps files in Tahoe-LAFS
 */
public record UpSettings(int consolePort, int httpPort, int datastorePort, boolean tahoe) {

    /** Replaces 0 by a free port: console and node must know each other's before they start. */
    public UpSettings chosen() {
        try {
            return new UpSettings(
                    consolePort == 0 ? AgentPort.free() : consolePort,
                    httpPort == 0 ? AgentPort.free() : httpPort,
                    datastorePort == 0 ? AgentPort.free() : datastorePort,
                    tahoe);
        } catch (IOException none) {
            throw new Failure("No port is free: " + none.getMessage(), "Stop some programs, then try again.");
        }
    }
}
