package io.ironstead.model.control;

import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One request's whole way.
 *
 * @param id unique in the pool; also in the answer as {@code X-Ironstead-Request}
 * @param path without the query, which may hold secrets; at most 256 characters
 * @param instance empty: a static file, or no instance was reached
 * @param cold it waited for an instance to start
 * @param queue waiting for an instance; {@code app} from there to the answer's first byte; {@code total} to its last
 */
public record RequestSample(
        String id,
        Instant at,
        VersionKey version,
        String method,
        String path,
        int status,
        Optional<InstanceId> instance,
        boolean cold,
        Duration queue,
        Duration app,
        Duration total,
        long bytesOut) {}
