package io.ironstead.datastore.node;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchSettings;
import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouch;
import io.ironstead.couch.embedded.EmbeddedCouchSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The embedded CouchDB-protocol server and a client of it. */
final class EmbeddedCluster implements AutoCloseable {
    private final EmbeddedCouch server;
    private final CouchClient client;

    EmbeddedCluster(Path folder) {
        server = EmbeddedCouch.start(
                EmbeddedCouchSettings.of(
                        folder, new InetSocketAddress("127.0.0.1", 0), AdminPassword.of("admin", "pw".toCharArray())),
                InstantSource.system());
        client = new CouchClient(CouchSettings.of(List.of(server.uri()), "admin", "pw"));
    }

    CouchClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
