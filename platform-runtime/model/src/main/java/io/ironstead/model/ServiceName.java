package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of a service of a site, as {@code service:} in {@code app.yaml}: 1 to 63 of {@code a-z 0-9 -}. */
public record ServiceName(@JsonValue String value) implements Comparable<ServiceName> {
    /** The service that a descriptor without {@code service:} deploys. */
    public static final ServiceName DEFAULT = new ServiceName("default");

    /** @throws IllegalArgumentException with a sentence for a person when the name breaks the rule above */
    @JsonCreator
    public ServiceName {
        Names.requireLabel("A service name", value, 63);
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
