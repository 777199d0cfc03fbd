package io.ironstead.instances.launch;

import io.ironstead.model.Dialer;
import io.ironstead.model.InNetwork;
import io.ironstead.model.TicketOffice;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an instance something of the platform's own, such as {@code /_ah/warmup}. Blocks. */
public final class Probe {
    /** The address that tells applications that App Engine itself is asking. */
    private static final String PLATFORM_ADDRESS = "0.1.0.3";

    private static final int STATUS_LINE_MAX = 256;

    private Probe() {}

    /** True when a connection is accepted now. */
    public static boolean accepts(Dialer dialer, Duration wait) {
        try (var socket = connect(dialer, wait)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /**
     * GETs {@code path} and returns the answer's status.
     *
     * @throws IOException when no whole status line came within {@code wait}
     */
    public static int get(Dialer dialer, String path, Duration wait) throws IOException {
        try (var socket = connect(dialer, wait)) {
            socket.setSoTimeout((int) wait.toMillis());
            var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Ironstead\r\n"
                    + "X-AppEngine-User-IP: " + PLATFORM_ADDRESS + "\r\nX-AppEngine-Api-Ticket: "
                    + TicketOffice.BACKGROUND + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return status(socket.getInputStream());
        }
    }

    private static int status(InputStream in) throws IOException {
        var line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n' && line.length() < STATUS_LINE_MAX) {
            line.append((char) c);
            c = in.read();
        }
        var parts = line.toString().split(" ");
        if (c != '\n'
                || parts.length < 2
                || !parts[0].startsWith("HTTP/1.")
                || !parts[1].strip().matches("[1-5]\\d\\d")) {
            throw new IOException(line.isEmpty() ? "The connection was closed without an answer" : "No HTTP answer");
        }
        return Integer.parseInt(parts[1].strip());
    }

    /** Sockets are made where the dialer says, because a sandbox has a network of its own. */
    private static Socket connect(Dialer dialer, Duration wait) throws IOException {
        return InNetwork.open(
                dialer.network(),
                () -> {
                    var socket = new Socket();
                    try {
                        socket.connect(dialer.address(), (int) wait.toMillis());
                        return socket;
                    } catch (IOException refused) {
                        socket.close();
                        throw refused;
                    }
                },
                wait.plusSeconds(5));
    }
}
