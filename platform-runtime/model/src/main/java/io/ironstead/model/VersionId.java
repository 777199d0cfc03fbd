package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of a version of a service: 1 to 63 of {@code a-z 0-9 -}. */
public record VersionId(@JsonValue String value) implements Comparable<VersionId> {

    /** @throws IllegalArgumentException with a sentence for a person when the name breaks the rule above */
    @JsonCreator
    public VersionId {
        Names.requireLabel("A version", value, 63);
    }

    @Override
    public int compareTo(VersionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
