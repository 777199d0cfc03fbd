package io.ironstead.services.fake;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchSettings;
import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouch;
import io.ironstead.couch.embedded.EmbeddedCouchSettings;
import io.ironstead.datastore.node.Datastores;
import io.ironstead.datastore.node.DatastoresSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The log of all sites' data, and nodes that lead it one after the other: the one that asked last. */
public final class Cluster implements AutoCloseable {
    private final Path folder;
    private final EmbeddedCouch server;
    private final CouchClient client;
    private final List<Datastores> nodes = new ArrayList<>();

    public Cluster(Path folder) {
        this.folder = folder;
        server = EmbeddedCouch.start(
                EmbeddedCouchSettings.of(
                        folder.resolve("couch"),
                        new InetSocketAddress("127.0.0.1", 0),
                        AdminPassword.of("admin", "pw".toCharArray())),
                InstantSource.system());
        client = new CouchClient(CouchSettings.of(List.of(server.uri()), "admin", "pw"));
    }

    /** A node with a disk of its own, so that everything it knows comes from the log. */
    public Datastores node() {
        var name = "node-" + nodes.size();
        var node = new Datastores(
                DatastoresSettings.of(folder.resolve(name), name, 1),
                client,
                Datastores.IndexWishes.UNKNOWN,
                InstantSource.system());
        nodes.add(node);
        return node;
    }

    @Override
    public void close() {
        nodes.forEach(Datastores::close);
        client.close();
        server.close();
    }
}
