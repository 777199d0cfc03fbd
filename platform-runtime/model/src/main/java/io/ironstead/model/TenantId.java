package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Who owns sites: 1 to 63 of {@code a-z 0-9 -}. */
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {

    /** @throws IllegalArgumentException with a sentence for a person when the name breaks the rule above */
    @JsonCreator
    public TenantId {
        Names.requireLabel("A tenant name", value, 63);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
