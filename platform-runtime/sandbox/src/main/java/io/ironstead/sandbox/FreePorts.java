package io.ironstead.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out loopback ports that nobody listens on. They lie below the range from which the kernel takes the ports of
 * outgoing connections, so only another server can take one between the probe and the program's own bind.
 */
final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;

    private final Set<Integer> taken = new HashSet<>();

    /** Each agent starts somewhere else, so two of them on one machine seldom probe the same port. */
    private int next = ThreadLocalRandom.current().nextInt(COUNT);

    synchronized int take() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new IOException("No free port is left on this machine");
    }

    synchronized void release(int port) {
        taken.remove(port);
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress((InetAddress) null, port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
