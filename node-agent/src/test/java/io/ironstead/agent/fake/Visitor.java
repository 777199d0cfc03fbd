package io.ironstead.agent.fake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a broker for a page, by whatever host name, over a plain socket. */
public final class Visitor {
    private static final int WAIT_MILLIS = 30_000;

    private Visitor() {}

    /** Status and the whole answer, headers included. */
    public record Answer(int status, String text) {}

    public static Answer get(int port, String host, String path) throws IOException {
        return get("127.0.0.1", port, host, path);
    }

    public static Answer get(String address, int port, String host, String path) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), WAIT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var words = text.split(" ", 3);
            return new Answer(words.length < 2 ? 0 : Integer.parseInt(words[1]), text);
        }
    }
}
