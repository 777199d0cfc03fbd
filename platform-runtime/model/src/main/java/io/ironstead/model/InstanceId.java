package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One running copy of a version. Given by the node that runs it, unique in the pool and for ever: 1 to 63 of {@code a-z 0-9 -}. */
public record InstanceId(@JsonValue String value) implements Comparable<InstanceId> {

    /** @throws IllegalArgumentException with a sentence for a person when the name breaks the rule above */
    @JsonCreator
    public InstanceId {
        Names.requireLabel("An instance id", value, 63);
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
