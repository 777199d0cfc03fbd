package io.ironstead.javahost.apiproxy;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long a call may take, in seconds by service: the tables of {@code ApiDeadlineMap} in Google's Java runtime. */
final class CallDeadlines {
    private static final double DEFAULT = 10;
    private static final double DEFAULT_OFFLINE = 5;
    private static final double LONGEST = 10;
    private static final double SHORTEST = 0.001;

    private static final Map<String, Double> DEFAULTS = Map.ofEntries(
            Map.entry("app_config_service", 60.0),
            Map.entry("blobstore", 15.0),
            Map.entry("datastore_v3", 60.0),
            Map.entry("datastore_v4", 60.0),
            Map.entry("file", 30.0),
            Map.entry("images", 30.0),
            Map.entry("logservice", 60.0),
            Map.entry("mail", 30.0),
            Map.entry("modules", 60.0),
            Map.entry("rdbms", 60.0),
            Map.entry("remote_socket", 60.0),
            Map.entry("search", 10.0),
            Map.entry("stubby", 10.0));

    private static final Map<String, Double> MAXIMA = Map.ofEntries(
            Map.entry("app_config_service", 60.0),
            Map.entry("blobstore", 30.0),
            Map.entry("datastore_v3", 270.0),
            Map.entry("datastore_v4", 270.0),
            Map.entry("file", 60.0),
            Map.entry("images", 30.0),
            Map.entry("logservice", 60.0),
            Map.entry("mail", 60.0),
            Map.entry("modules", 60.0),
            Map.entry("rdbms", 60.0),
            Map.entry("remote_socket", 60.0),
            Map.entry("search", 60.0),
            Map.entry("stubby", 60.0),
            Map.entry("taskqueue", 30.0),
            Map.entry("urlfetch", 60.0));

    private static final Map<String, Double> OFFLINE_MAXIMA =
            Map.of("rdbms", 600.0, "stubby", 600.0, "urlfetch", 600.0);

    private CallDeadlines() {}

    /** @param wantedSeconds what the program asks for; null takes the service's default */
    static Duration limit(String service, boolean offline, @Nullable Number wantedSeconds) {
        double seconds = wantedSeconds == null
                ? DEFAULTS.getOrDefault(service, offline ? DEFAULT_OFFLINE : DEFAULT)
                : wantedSeconds.doubleValue();
        double longest = MAXIMA.getOrDefault(service, LONGEST);
        if (offline) {
            longest = OFFLINE_MAXIMA.getOrDefault(service, longest);
        }
        return Duration.ofNanos((long) (Math.clamp(seconds, SHORTEST, longest) * 1e9));
    }
}
