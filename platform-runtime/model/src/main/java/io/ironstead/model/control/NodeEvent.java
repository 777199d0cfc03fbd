package io.ironstead.model.control;

import io.ironstead.model.SiteName;
import java.time.Instant;
import java.util.Optional;

/** Something that happened on a node, with its reason, as one sentence: {@code woke for 1 request, which waited 210 ms}. */
public record NodeEvent(Instant at, Level level, Optional<SiteName> site, String sentence) {

    /** How much it matters to a person. */
    public enum Level {
        INFO,
        ATTENTION,
        BROKEN
    }
}
