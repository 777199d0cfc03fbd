package io.ironstead.cli.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/** What the agent writes into its data folder once its broker listens and the console has accepted it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentFile(
        long pid,
        String node,
        String http,
        @Nullable String https,
        @Nullable String datastore) {}
