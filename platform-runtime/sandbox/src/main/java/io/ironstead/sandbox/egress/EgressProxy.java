package io.ironstead.sandbox.egress;

import io.ironstead.model.InNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets programs in a sandbox connect to the hosts their rules name, by HTTP's CONNECT (RFC 9110, 9.3.6). A name is
 * resolved once, every address is judged, and the connection goes to the address that was judged: a name that points
 * elsewhere the next moment gains nothing. Safe for use by any thread.
 */
public final class EgressProxy {
    /** Where it is found inside every network. */
    public static final int PORT = 3128;

    private static final Logger log = LoggerFactory.getLogger(EgressProxy.class);
    private static final int TUNNELS_MAX = 2000;
    private static final int TUNNELS_OF_ONE_MAX = 64;

    private final Semaphore tunnels = new Semaphore(TUNNELS_MAX);
    private final Resolver resolver;

    /** Turns names into addresses; blocks for as long as the machine's own does. */
    public interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    public EgressProxy() {
        this(InetAddress::getAllByName);
    }

    EgressProxy(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Opens the proxy in one network, for one program.
     *
     * @param network runs the task that opens the listener
     * @throws IOException when it cannot listen there
     */
    public Door open(Executor network, EgressRules rules) throws IOException {
        return open(network, rules, PORT);
    }

    Door open(Executor network, EgressRules rules, int port) throws IOException {
        var listening = InNetwork.open(network, () -> {
            var channel = ServerSocketChannel.open();
            try {
                return channel.bind(new InetSocketAddress("127.0.0.1", port));
            } catch (IOException taken) {
                channel.close();
                throw taken;
            }
        });
        var door = new Door(listening, rules);
        Thread.ofVirtual().name("egress").start(door::accept);
        return door;
    }

    /** One program's way out. */
    public final class Door implements AutoCloseable {
        private final ServerSocketChannel listening;
        private final EgressRules rules;
        private final EgressCounts counts = new EgressCounts();
        private final Semaphore places = new Semaphore(TUNNELS_OF_ONE_MAX);
        private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

        private Door(ServerSocketChannel listening, EgressRules rules) {
            this.listening = listening;
            this.rules = rules;
        }

        /** Variables that tell programs of it. */
        public Map<String, String> environment() throws IOException {
            var address = "http://127.0.0.1:" + port();
            return Map.of(
                    "HTTPS_PROXY", address,
                    "https_proxy", address,
                    "HTTP_PROXY", address,
                    "http_proxy", address,
                    "NO_PROXY", "127.0.0.1,localhost",
                    "no_proxy", "127.0.0.1,localhost");
        }

        int port() throws IOException {
            return ((InetSocketAddress) listening.getLocalAddress()).getPort();
        }

        public EgressCounts counts() {
            return counts;
        }

        private void accept() {
            try {
                while (true) {
                    var client = listening.accept();
                    if (!places.tryAcquire()) {
                        counts.refused();
                        client.close();
                        continue;
                    }
                    clients.add(client);
                    Thread.ofVirtual().name("egress").start(() -> serve(client));
                }
            } catch (IOException closed) {
                log.atDebug().setCause(closed).log("A way out is closed");
            }
        }

        private void serve(SocketChannel client) {
            try (client) {
                if (tunnels.tryAcquire()) {
                    try {
                        new Tunnel(client, rules, resolver, counts).run();
                    } finally {
                        tunnels.release();
                    }
                } else {
                    counts.refused();
                }
            } catch (IOException broken) {
                log.atDebug().setCause(broken).log("A connection out of a sandbox broke");
            } finally {
                clients.remove(client);
                places.release();
            }
        }

        /** Ends what runs through it too. */
        @Override
        public void close() {
            try {
                listening.close();
                for (var client : clients) {
                    client.close();
                }
            } catch (IOException already) {
                log.atDebug().setCause(already).log("A way out was broken when it was closed");
            }
        }
    }
}
