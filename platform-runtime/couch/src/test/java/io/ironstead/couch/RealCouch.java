package io.ironstead.couch;

import java.net.URI;
import org.junit.jupiter.api.Assumptions;

/**
 * The CouchDB that {@code IRONSTEAD_TEST_COUCHDB} names, such as {@code http://admin:secret@127.0.0.1:5984}; of several with
 * commas between, the nodes of a cluster, the first.
 */
final class RealCouch {
    static final String VARIABLE = "IRONSTEAD_TEST_COUCHDB";

    private RealCouch() {}

    /** Whether several nodes are named. */
    static boolean isCluster() {
        String named = System.getenv(VARIABLE);
        return named != null && named.contains(",");
    }

    /** Skips the test, and says why, when there is none. */
    static RawCouch orSkip() {
        String named = System.getenv(VARIABLE);
        Assumptions.assumeTrue(
                named != null && !named.isBlank(),
                "No CouchDB to test against: set " + VARIABLE + "=http://user:password@host:port");
        URI uri = URI.create(named.split(",")[0]);
        String[] credentials = uri.getUserInfo().split(":", 2);
        return new RawCouch(
                URI.create("http://" + uri.getHost() + ":" + uri.getPort()), credentials[0], credentials[1]);
    }
}
