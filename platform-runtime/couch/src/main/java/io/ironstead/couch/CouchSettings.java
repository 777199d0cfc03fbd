package io.ironstead.couch;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How CouchDB is reached.
 *
 * @param coordinators the nodes that may be asked, the nearest first; any of them serves any request
 * @param connectionsMax open connections per coordinator
 * @param connectTimeout how long a connection may take to come up
 * @param retreat how long a coordinator that did not answer is asked only when the others fail too
 * @param answerBytesMax the largest answer that is read
 */
public record CouchSettings(
        List<URI> coordinators,
        String user,
        String password,
        int connectionsMax,
        Duration connectTimeout,
        Duration retreat,
        int answerBytesMax) {

    static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;

    public CouchSettings {
        coordinators = List.copyOf(coordinators);
        if (coordinators.isEmpty() || connectionsMax < 1 || answerBytesMax < 1) {
            throw new IllegalArgumentException("There is at least one coordinator and limits are positive");
        }
        if (coordinators.stream().anyMatch(uri -> uri.getUserInfo() != null)) {
            throw new IllegalArgumentException("The password is a setting of its own, not part of an address");
        }
    }

    public static CouchSettings of(List<URI> coordinators, String user, String password) {
        return new CouchSettings(
                coordinators, user, password, 32, Duration.ofSeconds(1), Duration.ofSeconds(2), ANSWER_BYTES_MAX);
    }

    @Override
    public String toString() {
        return "CouchSettings[coordinators=" + coordinators + ", user=" + user + "]";
    }
}
