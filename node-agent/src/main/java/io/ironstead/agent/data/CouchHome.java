package io.ironstead.agent.data;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchSettings;
import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouch;
import io.ironstead.couch.embedded.EmbeddedCouchSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** CouchDB as this node reaches it: one that was set up, or a server of its own on loopback. */
public final class CouchHome implements AutoCloseable {
    private static final String USER = "ironstead";
    private static final int PASSWORD_BYTES = 24;

    private final Optional<EmbeddedCouch> own;
    private final CouchClient client;
    private final int copies;

    private CouchHome(Optional<EmbeddedCouch> own, CouchClient client, int copies) {
        this.own = own;
        this.client = client;
        this.copies = copies;
    }

    /** @param copies of each document there */
    public static CouchHome at(List<URI> addresses, String user, Path passwordFile, int copies) throws IOException {
        var password = Files.readString(passwordFile).strip();
        return new CouchHome(Optional.empty(), new CouchClient(CouchSettings.of(addresses, user, password)), copies);
    }

    /**
     * Starts the server of this node. Its password is made at the first start, and readable by this user only.
     *
     * @param folder for its data; one server at a time
     */
    public static CouchHome embedded(Path folder, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        var password = password(folder.resolve("password"));
        var settings = EmbeddedCouchSettings.of(
                folder.resolve("rows"),
                new InetSocketAddress("127.0.0.1", 0),
                AdminPassword.of(USER, password.toCharArray()));
        var server = EmbeddedCouch.start(settings, clock);
        return new CouchHome(Optional.of(server), new CouchClient(server.inProcess()), 1);
    }

    private static String password(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        DurableFile.write(file, password.getBytes(StandardCharsets.UTF_8));
        return password;
    }

    public CouchClient client() {
        return client;
    }

    public int copies() {
        return copies;
    }

    /** Where CouchDB's own replication may reach the server of this node; empty when CouchDB is another's. */
    public Optional<URI> ownAddress() {
        return own.map(EmbeddedCouch::uri);
    }

    @Override
    public void close() {
        client.close();
        own.ifPresent(EmbeddedCouch::close);
    }
}
