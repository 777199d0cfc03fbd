package io.ironstead.couch.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How the embedded server runs.
 *
 * @param address loopback or an address of a private network; port 0 takes a free one
 * @param bodyBytesMax the largest request
 * @param documentBytesMax the largest document; CouchDB's own default is 8,000,000
 */
public record EmbeddedCouchSettings(
        Path directory,
        InetSocketAddress address,
        AdminPassword admin,
        int connectionsMax,
        int bodyBytesMax,
        int documentBytesMax) {

    public EmbeddedCouchSettings {
        if (address.isUnresolved()
                || !(address.getAddress().isLoopbackAddress()
                        || address.getAddress().isSiteLocalAddress())) {
            throw new IllegalArgumentException("The server listens on loopback or a private address only");
        }
        if (connectionsMax < 1 || bodyBytesMax < 1 || documentBytesMax < 1) {
            throw new IllegalArgumentException("Limits are positive");
        }
    }

    /** The limits of couchdb.md: documents of 8,000,000 bytes, requests of 64 MiB, 512 connections. */
    public static EmbeddedCouchSettings of(Path directory, InetSocketAddress address, AdminPassword admin) {
        return new EmbeddedCouchSettings(directory, address, admin, 512, 64 * 1024 * 1024, 8_000_000);
    }
}
