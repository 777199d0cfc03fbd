package io.ironstead.couch.embedded;

import io.ironstead.couch.CouchInProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. What it answered 201 to is on disk; it may be killed at any moment. Only one process at a time can
 * have the directory.
 */
public final class EmbeddedCouch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedCouch.class);

    private final Store store;
    private final Committer committer;
    private final Catalog catalog;
    private final InProcess inProcess;
    private final HttpFront front;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedCouch(EmbeddedCouchSettings settings, InstantSource clock) {
        makePrivate(settings);
        store = Store.open(settings.directory());
        committer = new Committer(store);
        catalog = new Catalog(store, committer, clock);
        var router = new Router(catalog, committer, settings.documentBytesMax());
        inProcess = new InProcess(router, settings.bodyBytesMax());
        front = listen(settings, router);
        log.atInfo()
                .addKeyValue("address", front.address())
                .addKeyValue("databases", catalog.names().size())
                .log("Embedded CouchDB server started");
    }

    /** Opens the store and listens; returns once requests are served. */
    public static EmbeddedCouch start(EmbeddedCouchSettings settings, InstantSource clock) {
        return new EmbeddedCouch(settings, clock);
    }

    private HttpFront listen(EmbeddedCouchSettings settings, Router router) {
        try {
            return new HttpFront(
                    settings.address(),
                    settings.connectionsMax(),
                    settings.bodyBytesMax(),
                    new BasicAuth(settings.admin()),
                    router);
        } catch (RuntimeException e) {
            closeStore();
            throw e;
        }
    }

    private static void makePrivate(EmbeddedCouchSettings settings) {
        try {
            Files.createDirectories(settings.directory());
            Files.setPosixFilePermissions(settings.directory(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("The data directory cannot be made", e);
        }
    }

    /** Where to reach it, without the password. */
    public URI uri() {
        InetSocketAddress address = front.address();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** The way for callers of this process: without connection, password and HTTP, else the same in all. */
    public CouchInProcess inProcess() {
        return inProcess;
    }

    /** How often the log was synced to disk since the start. */
    public long syncs() {
        return store.syncs();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        catalog.shut();
        boolean quiet = front.stop() & inProcess.stop();
        front.close();
        if (quiet) {
            closeStore();
        } else {
            // Closing RocksDB under a running read would crash the process; everything acknowledged is synced anyway.
            log.atWarn().log("Embedded CouchDB server stopped with requests running");
        }
    }

    private void closeStore() {
        committer.close();
        catalog.close();
        store.close();
    }
}
