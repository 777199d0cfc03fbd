package io.ironstead.sandbox.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** One connection of a program, from its request to the end of what it carries. Runs on a virtual thread. */
final class Tunnel {
    private static final int HEAD_BYTES_MAX = 8192;
    private static final int HEAD_MILLIS_MAX = 10_000;
    private static final int CONNECT_MILLIS_MAX = 10_000;
    private static final int IDLE_MILLIS_MAX = 300_000;
    private static final int LEAVE_MILLIS_MAX = 1000;
    private static final int LEFT_BYTES_MAX = 16 * 1024;
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final Pattern REQUEST =
            Pattern.compile("CONNECT ([A-Za-z0-9](?:[A-Za-z0-9._-]{0,253})?):([1-9][0-9]{0,4}) HTTP/1\\.[01]\r\n");
    private static final int PORT_MAX = 65_535;

    private final SocketChannel client;
    private final EgressRules rules;
    private final EgressProxy.Resolver resolver;
    private final EgressCounts counts;

    Tunnel(SocketChannel client, EgressRules rules, EgressProxy.Resolver resolver, EgressCounts counts) {
        this.client = client;
        this.rules = rules;
        this.resolver = resolver;
        this.counts = counts;
    }

    private record Target(String host, int port) {}

    void run() throws IOException {
        client.socket().setSoTimeout(HEAD_MILLIS_MAX);
        var target = target(head());
        if (target.isEmpty()) {
            refuse("400 Bad Request", "only CONNECT host:port is served here");
            return;
        }
        var host = target.get().host();
        int port = target.get().port();
        if (!rules.allows(host, port)) {
            refuse("403 Forbidden", host + ":" + port + " is not on this site's list");
            return;
        }
        var address = judged(host);
        if (address.isEmpty()) {
            refuse("403 Forbidden", host + " has no address that may be reached");
            return;
        }
        try (var server = SocketChannel.open()) {
            try {
                server.socket().connect(new InetSocketAddress(address.get(), port), CONNECT_MILLIS_MAX);
            } catch (IOException unreachable) {
                refuse("502 Bad Gateway", host + ":" + port + " cannot be reached");
                return;
            }
            say("HTTP/1.1 200 Connected\r\n\r\n");
            counts.opened();
            carry(server);
        }
    }

    /** Byte by byte, so that nothing behind the head is taken: a head is short and comes once. */
    private String head() throws IOException {
        var in = client.socket().getInputStream();
        var head = new StringBuilder();
        while (head.length() < HEAD_BYTES_MAX) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
            if (next == '\n'
                    && head.length() >= 4
                    && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static Optional<Target> target(String head) {
        var request = REQUEST.matcher(head);
        if (!request.lookingAt()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(request.group(2));
        return port > PORT_MAX ? Optional.empty() : Optional.of(new Target(request.group(1), port));
    }

    /** The first address of {@code host} when all of them may be reached: a name with a private one is up to no good. */
    private Optional<InetAddress> judged(String host) {
        try {
            var addresses = resolver.resolve(host);
            for (var address : addresses) {
                boolean open = rules.isTrusted() ? !Addresses.isLinkLocal(address) : Addresses.isPublic(address);
                if (!open) {
                    return Optional.empty();
                }
            }
            return addresses.length == 0 ? Optional.empty() : Optional.of(addresses[0]);
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.empty();
        }
    }

    private void refuse(String status, String why) throws IOException {
        counts.refused();
        var text = why + "\n";
        say("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + text.length()
                + "\r\nConnection: close\r\n\r\n" + text);
        leave();
    }

    /** Closed over something unread, the connection would take the answer with it. */
    private void leave() throws IOException {
        client.shutdownOutput();
        client.socket().setSoTimeout(LEAVE_MILLIS_MAX);
        var in = client.socket().getInputStream();
        int left = LEFT_BYTES_MAX;
        try {
            while (left > 0 && in.read() >= 0) {
                left--;
            }
        } catch (SocketTimeoutException enough) {
            return;
        }
    }

    private void say(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private void carry(SocketChannel server) throws IOException {
        client.socket().setSoTimeout(IDLE_MILLIS_MAX);
        server.socket().setSoTimeout(IDLE_MILLIS_MAX);
        var back = Thread.ofVirtual().name("egress-back").start(() -> move(server, client, false));
        move(client, server, true);
        try {
            back.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until one side ends its half; what breaks ends both. */
    private void move(SocketChannel from, SocketChannel to, boolean out) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            var in = from.socket().getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                counts.moved(out, read);
                var bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
            }
            to.shutdownOutput();
        } catch (SocketTimeoutException idle) {
            closeBoth(from, to);
        } catch (IOException broken) {
            closeBoth(from, to);
        }
    }

    private static void closeBoth(SocketChannel one, SocketChannel other) {
        try (one;
                other) {
            return;
        } catch (IOException already) {
            return;
        }
    }
}
