package io.ironstead.broker.route;

import io.ironstead.model.Digest;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.ErrorHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One version as the broker serves it.
 *
 * @param defaultHostname the site's address on the platform's domain
 * @param dropPathParameters its server ignores {@code ;name=value} in paths, so handlers are matched without
 * @param files the folder of the bundle's files
 */
public record VersionRoute(
        VersionKey key,
        String defaultHostname,
        HandlerTable handlers,
        boolean dropPathParameters,
        Digest bundle,
        Optional<Path> files,
        Optional<Duration> defaultExpiration,
        List<ErrorHandler> errorHandlers) {

    // Identity is enough, and quicker: loops look their own counters up by it.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
