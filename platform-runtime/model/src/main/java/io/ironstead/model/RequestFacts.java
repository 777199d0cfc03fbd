package io.ironstead.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What the platform vouches for about one request that a program is about to get.
 *
 * @param instance that gets it; a ticket is no good anywhere else
 * @param requestId as in the log and in {@code X-Ironstead-Request}
 * @param namespace the datastore namespace the program starts with; empty: the default one
 * @param lifeMax the longest this request can live
 * @param offline true: a task, which no visitor waits for
 */
public record RequestFacts(
        VersionKey version,
        InstanceId instance,
        String requestId,
        String namespace,
        Optional<SignedIn> user,
        Duration lifeMax,
        boolean offline) {

    /** A visitor's request, nobody signed in, in the default namespace. */
    public static RequestFacts visit(VersionKey version, InstanceId instance, String requestId, Duration lifeMax) {
        return new RequestFacts(version, instance, requestId, "", Optional.empty(), lifeMax, false);
    }

    /** Who sent the request. */
    public record SignedIn(String email, String userId, boolean admin) {}
}
