package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Key;
import java.time.Duration;

/**
 * What one database is, and keeps.
 *
 * @param application the site, as keys name it
 * @param database empty for the default one
 * @param retention how far back reads at a time may go; at least a minute, so that reads under way find what they need
 */
public record TabletSettings(String application, String database, Duration retention) {
    public TabletSettings {
        if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("The retention must be at least a minute");
        }
    }

    /** With Google's retention of an hour. */
    public static TabletSettings of(String application, String database) {
        return new TabletSettings(application, database, Duration.ofHours(1));
    }

    /** @throws DatastoreException when the key belongs to another application or database */
    void checkOwn(Key key) {
        if (!key.application().equals(application)) {
            throw DatastoreException.invalid(
                    "app \"" + application + "\" cannot access app \"" + key.application() + "\"'s data");
        }
        if (!key.database().equals(database)) {
            throw DatastoreException.invalid(
                    "mismatched databases within request: " + database + " vs. " + key.database());
        }
    }
}
