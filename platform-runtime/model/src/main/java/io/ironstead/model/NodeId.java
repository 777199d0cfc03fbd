package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of a machine in the pool, unique in its console: 1 to 63 of {@code a-z 0-9 -}. */
public record NodeId(@JsonValue String value) implements Comparable<NodeId> {

    /** @throws IllegalArgumentException with a sentence for a person when the name breaks the rule above */
    @JsonCreator
    public NodeId {
        Names.requireLabel("A machine name", value, 63);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
