package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of a site: 1 to 30 of {@code a-z 0-9 -}. It is the application id that programs see, and its host name. */
public record SiteName(@JsonValue String value) implements Comparable<SiteName> {

    /** @throws IllegalArgumentException with a sentence for a person when the name breaks the rule above */
    @JsonCreator
    public SiteName {
        Names.requireLabel("A site name", value, 30);
    }

    @Override
    public int compareTo(SiteName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
