package io.ironstead.bench.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Takes a large body or sends one: the program behind the proxy. */
final class BodyServer implements AutoCloseable {
    static final int BYTES = 100 << 20;

    private static final byte[] PIECE = new byte[64 << 10];

    private final ServerSocket server;

    BodyServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofPlatform().daemon().name("body-server").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                var socket = server.accept();
                Thread.ofPlatform().daemon().name("body").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream(), PIECE.length);
            while (true) {
                var head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                if (head.startsWith("PUT")) {
                    in.skipNBytes(BYTES);
                    write(socket.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                } else {
                    write(socket.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n");
                    send(socket.getOutputStream());
                }
            }
        } catch (IOException gone) {
            // The proxy ends connections as it likes.
        }
    }

    /** Sends one large body to a proxy, or takes one from it. */
    static void exchange(int port, boolean upload) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            var in = new BufferedInputStream(socket.getInputStream(), PIECE.length);
            var out = socket.getOutputStream();
            if (upload) {
                write(out, "PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + BYTES + "\r\n\r\n");
                send(out);
            } else {
                write(out, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            }
            var head = head(in);
            if (!head.startsWith("HTTP/1.1 200")) {
                throw new IOException("Not an answer: " + head);
            }
            in.skipNBytes(upload ? 2 : BYTES);
        }
    }

    private static void send(OutputStream out) throws IOException {
        for (int sent = 0; sent < BYTES; sent += PIECE.length) {
            out.write(PIECE);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Everything up to the empty line; empty at the end of the stream. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 10_000) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
            if (b == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
                break;
            }
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
