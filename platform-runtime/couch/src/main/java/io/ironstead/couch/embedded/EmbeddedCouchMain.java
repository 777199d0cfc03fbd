package io.ironstead.couch.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded server as a process of its own, for tests that kill it. Arguments: data directory, port, a file it
 * writes its address to once it serves, and the address to listen on if that is not loopback's. The admin, as {@link AdminPassword#stored} has it, comes from the environment.
 */
public final class EmbeddedCouchMain {
    private EmbeddedCouchMain() {}

    public static void main(String[] arguments) throws Exception {
        var admin = AdminPassword.parse(System.getenv("IRONSTEAD_COUCH_ADMIN"));
        var host = arguments.length > 3 ? InetAddress.getByName(arguments[3]) : InetAddress.getLoopbackAddress();
        var address = new InetSocketAddress(host, Integer.parseInt(arguments[1]));
        var server = EmbeddedCouch.start(
                EmbeddedCouchSettings.of(Path.of(arguments[0]), address, admin), InstantSource.system());
        Path announced = Path.of(arguments[2]);
        Path draft = announced.resolveSibling(announced.getFileName() + ".part");
        Files.writeString(draft, server.uri().toString());
        Files.move(draft, announced, StandardCopyOption.ATOMIC_MOVE);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "couch-stop"));
        new CountDownLatch(1).await();
    }
}
