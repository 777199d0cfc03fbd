package io.ironstead.couch;

import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouch;
import io.ironstead.couch.embedded.EmbeddedCouchSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** An embedded server on a free loopback port, and ways to talk to it. */
public record EmbeddedForTests(EmbeddedCouch server, RawCouch raw) implements AutoCloseable {
    public static final String USER = "admin";
    public static final String PASSWORD = "correct horse";
    // Stretched once for all tests: that takes a third of a second on purpose.
    private static final AdminPassword ADMIN = AdminPassword.of(USER, PASSWORD.toCharArray());

    public static EmbeddedForTests start(Path directory) {
        return start(
                EmbeddedCouchSettings.of(directory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ADMIN));
    }

    public static EmbeddedForTests start(EmbeddedCouchSettings settings) {
        var server = EmbeddedCouch.start(settings, InstantSource.system());
        return new EmbeddedForTests(server, new RawCouch(server.uri(), USER, PASSWORD));
    }

    public CouchClient client() {
        return new CouchClient(CouchSettings.of(List.of(server.uri()), USER, PASSWORD));
    }

    @Override
    public void close() {
        raw.close();
        server.close();
    }
}
