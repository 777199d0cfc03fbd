package io.ironstead.model.control;

import io.ironstead.model.Latencies;
import io.ironstead.model.VersionKey;

/**
 * The requests that a node's broker finished for one version in one second.
 *
 * @param clientErrors answered 400 to 499
 * @param serverErrors answered 500 or more, or broken off
 * @param bytesIn and {@code bytesOut}: bodies
 * @param latencies from the first byte of the request to the last of the answer
 */
public record VersionLoad(
        VersionKey version,
        long requests,
        long clientErrors,
        long serverErrors,
        long bytesIn,
        long bytesOut,
        Latencies latencies) {}
