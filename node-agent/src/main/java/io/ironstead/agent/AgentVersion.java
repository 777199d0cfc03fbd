package io.ironstead.agent;

import java.util.Optional;

/** The release of this agent, as the build wrote it into the jar. */
final class AgentVersion {
    private AgentVersion() {}

    static String get() {
        return Optional.ofNullable(AgentVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
