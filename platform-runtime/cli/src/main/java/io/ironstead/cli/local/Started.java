package io.ironstead.cli.local;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up} has started, kept on disk so that {@code down} stops exactly that.
 *
 * @param supervisor the {@code up} in the foreground, if it is not detached
 * @param firstStart the one that deploys the samples, while it works
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Started(
        @Nullable ProcessId console,
        @Nullable ProcessId agent,
        @Nullable ProcessId supervisor,
        @Nullable ProcessId firstStart) {
    static final Started NOTHING = new Started(null, null, null, null);

    @JsonIgnore
    public Optional<ProcessId> liveConsole() {
        return live(console);
    }

    @JsonIgnore
    public Optional<ProcessId> liveAgent() {
        return live(agent);
    }

    @JsonIgnore
    public Optional<ProcessId> liveSupervisor() {
        return live(supervisor);
    }

    @JsonIgnore
    public Optional<ProcessId> liveFirstStart() {
        return live(firstStart);
    }

    @JsonIgnore
    public boolean anyAlive() {
        return Stream.of(liveConsole(), liveAgent(), liveSupervisor(), liveFirstStart())
                .anyMatch(Optional::isPresent);
    }

    public Started withConsole(@Nullable ProcessId id) {
        return new Started(id, agent, supervisor, firstStart);
    }

    public Started withAgent(@Nullable ProcessId id) {
        return new Started(console, id, supervisor, firstStart);
    }

    public Started withSupervisor(@Nullable ProcessId id) {
        return new Started(console, agent, id, firstStart);
    }

    public Started withFirstStart(@Nullable ProcessId id) {
        return new Started(console, agent, supervisor, id);
    }

    private static Optional<ProcessId> live(@Nullable ProcessId id) {
        return Optional.ofNullable(id).filter(ProcessId::isAlive);
    }
}
