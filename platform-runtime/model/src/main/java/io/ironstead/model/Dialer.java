package io.ironstead.model;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/**
 * How to reach into one instance. Today an instance listens on a loopback port of its machine; inside a sandbox it
 * listens in its own network namespace, where only sockets opened on the right thread can reach it. Callers do not
 * know which: they open their socket in {@code network} and connect it to {@code address}.
 *
 * @param address where the application listens, as seen from inside {@code network}
 * @param network runs the short task that opens a socket or starts a connect; a socket made there keeps its network
 *     for life and may then be used from any thread
 */
public record Dialer(InetSocketAddress address, Executor network) {

    /** Reaches a plain process through this machine's loopback. */
    public static Dialer loopback(int port) {
        return new Dialer(new InetSocketAddress("127.0.0.1", port), Runnable::run);
    }
}
