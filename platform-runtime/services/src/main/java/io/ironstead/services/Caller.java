package io.ironstead.services;

import io.ironstead.model.InstanceId;
import io.ironstead.model.RequestFacts.SignedIn;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Who calls: an instance, and the request it serves meanwhile, if any.
 *
 * @param request empty for threads of the program that serve no request
 */
public record Caller(VersionKey version, InstanceId instance, Optional<Request> request) {

    public SiteName site() {
        return version.site();
    }

    /** The application id that the program sees, and that messages must name. */
    public String appId() {
        return "s~" + version.site();
    }

    /** A request that is being served; over when its ticket is. */
    public record Request(String id, String namespace, Optional<SignedIn> user, Instant deadline, boolean offline) {}
}
