package io.ironstead.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.ironstead.model.SiteName;

/**
 * Whose files they are: one site's, or the platform's own. Each space has its own key and its own quota, and no name
 * of one space reaches into another.
 *
 * @param value {@code site-NAME}, or {@code platform}
 */
public record Space(@JsonValue String value) implements Comparable<Space> {
    /** Bundles and backups of the platform. */
    public static final Space PLATFORM = new Space("platform");

    private static final String SITE = "site-";

    /** @throws IllegalArgumentException unless the value is one of the two forms */
    @JsonCreator
    public Space {
        if (!value.equals("platform")) {
            if (!value.startsWith(SITE)) {
                throw new IllegalArgumentException("A space of files is the platform's or a site's");
            }
            new SiteName(value.substring(SITE.length()));
        }
    }

    public static Space of(SiteName site) {
        return new Space(SITE + site.value());
    }

    @Override
    public int compareTo(Space other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
