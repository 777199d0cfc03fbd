package io.ironstead.datastore;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchSettings;
import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouch;
import io.ironstead.couch.embedded.EmbeddedCouchSettings;
import io.ironstead.model.Deadline;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where tests keep documents, reached by real HTTP: the embedded server, or the CouchDB that {@code IRONSTEAD_TEST_COUCHDB} names.
 * That is {@code http://user:password@host:port}; of a cluster every node, with commas between, and then each document is kept
 * three times.
 */
public final class TestCouch implements AutoCloseable {
    public static final String VARIABLE = "IRONSTEAD_TEST_COUCHDB";
    private static final Duration CLEAN_MAX = Duration.ofSeconds(20);

    private final Optional<EmbeddedCouch> server;
    private final CouchClient client;
    private final int copies;
    private final String suffix;
    private final List<String> used = new ArrayList<>();

    private TestCouch(Optional<EmbeddedCouch> server, CouchSettings settings, int copies, String suffix) {
        this.server = server;
        this.client = new CouchClient(settings);
        this.copies = copies;
        this.suffix = suffix;
    }

    /** @param folder of the embedded server */
    public static TestCouch start(Path folder) {
        List<URI> real = real();
        if (real.isEmpty()) {
            var server = EmbeddedCouch.start(
                    EmbeddedCouchSettings.of(
                            folder,
                            new InetSocketAddress("127.0.0.1", 0),
                            AdminPassword.of("admin", "pw".toCharArray())),
                    InstantSource.system());
            return new TestCouch(Optional.of(server), CouchSettings.of(List.of(server.uri()), "admin", "pw"), 1, "");
        }
        String[] credentials = real.getFirst().getUserInfo().split(":", 2);
        var nodes = real.stream()
                .map(uri -> URI.create("http://" + uri.getHost() + ":" + uri.getPort()))
                .toList();
        // What another run left on that server is not this one's.
        String suffix =
                "-" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + Long.toString(System.nanoTime(), 36);
        return new TestCouch(
                Optional.empty(),
                CouchSettings.of(nodes, credentials[0], credentials[1]),
                nodes.size() < 3 ? 1 : 3,
                suffix);
    }

    /** The nodes that are named, none for the embedded server. */
    public static List<URI> real() {
        return Stream.ofNullable(System.getenv(VARIABLE))
                .flatMap(named -> Stream.of(named.split(",")))
                .filter(named -> !named.isBlank())
                .map(URI::create)
                .toList();
    }

    public CouchClient client() {
        return client;
    }

    /** How often each document is kept. */
    public int copies() {
        return copies;
    }

    /** A site's name that no other test uses on this server. */
    public String site(String name) {
        used.add(name + suffix);
        return name + suffix;
    }

    /** From here on nobody answers; only of the embedded server. */
    public void stopServer() {
        server.orElseThrow().close();
    }

    @Override
    public void close() {
        if (server.isEmpty()) {
            for (String site : used) {
                var deadline = Deadline.in(CLEAN_MAX);
                client.databases("ds_" + site, deadline).forEach(database -> client.drop(database, deadline));
            }
        }
        client.close();
        server.ifPresent(EmbeddedCouch::close);
    }
}
