package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The SHA-256 of an archive's bytes as 64 lower-case hexadecimal digits: the name a bundle is stored under. */
public record Digest(@JsonValue String hex) {

    /** @throws IllegalArgumentException unless {@code hex} is 64 characters of {@code 0-9 a-f} */
    @JsonCreator
    public Digest {
        if (hex.length() != 64 || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("A digest is 64 lower-case hexadecimal digits of a SHA-256");
        }
    }

    /** The first 12 digits: enough for a person to tell two bundles apart. */
    public String brief() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return hex;
    }
}
