package io.ironstead.agent.tasks;

import io.ironstead.model.SiteName;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.services.taskqueue.Delivery;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends tasks by the road of visitors, with the key that tells the broker who they are: so they wake what sleeps, keep to
 * traffic splits, and count like any request.
 */
public final class BrokerDelivery implements Delivery {
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int HEAD_BYTES_MAX = 256 * 1024;
    private static final int PART_BYTES = 16 * 1024;

    private final Supplier<Optional<Door>> door;
    private final Supplier<List<DesiredSite>> sites;
    private final Function<SiteName, String> addresses;

    /**
     * Where the broker takes requests.
     *
     * @param insideHeader the line that makes them the platform's own
     */
    public record Door(InetSocketAddress address, String insideHeader) {}

    /**
     * @param door empty while it is closed
     * @param sites as the console wants them
     * @param addresses a site's host name, without port
     */
    public BrokerDelivery(
            Supplier<Optional<Door>> door, Supplier<List<DesiredSite>> sites, Function<SiteName, String> addresses) {
        this.door = door;
        this.sites = sites;
        this.addresses = addresses;
    }

    @Override
    public Outcome send(SiteName site, Parcel parcel) throws InterruptedException {
        var wanted = sites.get().stream().filter(one -> one.name().equals(site)).findFirst();
        var open = door.get();
        if (wanted.isEmpty() || open.isEmpty()) {
            return new Outcome.Failed("This node does not serve the site now.");
        }
        var target = Target.of(wanted.get(), parcel.target(), addresses.apply(site));
        try {
            return send(open.get(), target, parcel);
        } catch (SocketTimeoutException late) {
            return new Outcome.Failed(
                    "There was no answer within " + target.deadline().toMinutes() + " minutes.");
        } catch (IOException broken) {
            if (Thread.interrupted()) {
                throw new InterruptedException("This node stops");
            }
            return new Outcome.Failed("The request was broken off.");
        }
    }

    private static Outcome send(Door door, Target target, Parcel parcel) throws IOException {
        long end = System.nanoTime() + target.deadline().toNanos();
        try (var socket = new Socket()) {
            var address = door.address();
            socket.connect(
                    address.getAddress().isAnyLocalAddress()
                            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                            : address,
                    CONNECT_MILLIS_MAX);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(head(door, target, parcel));
            parcel.body().writeTo(socket.getOutputStream());
            socket.getOutputStream().flush();
            var in = new BufferedInputStream(new Timed(socket, end), PART_BYTES);
            int status;
            do {
                status = status(in);
            } while (status / 100 == 1);
            // To the end: a program that still writes its answer would be broken off.
            var part = new byte[PART_BYTES];
            while (in.read(part) >= 0) {}
            return new Outcome.Answered(status);
        }
    }

    private static byte[] head(Door door, Target target, Parcel parcel) {
        var text = new StringBuilder(1024);
        text.append(parcel.method()).append(' ').append(parcel.url()).append(" HTTP/1.1\r\n");
        text.append("Host: ").append(target.host()).append("\r\n");
        for (var header : parcel.headers()) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        boolean mayHaveBody = parcel.method().equals("POST") || parcel.method().equals("PUT");
        if (mayHaveBody || !parcel.body().isEmpty()) {
            text.append("Content-Length: ").append(parcel.body().size()).append("\r\n");
        }
        text.append(door.insideHeader()).append("\r\nConnection: close\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads one head to its end. */
    private static int status(InputStream in) throws IOException {
        String first = line(in, HEAD_BYTES_MAX);
        int left = HEAD_BYTES_MAX;
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            left -= line.length();
        }
        if (!first.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("This is no answer");
        }
        return Integer.parseInt(first.substring(9, 12));
    }

    private static String line(InputStream in, int max) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.size() > max) {
                throw new IOException("The answer's head has no end");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** What comes in until the deadline. */
    private static final class Timed extends InputStream {
        private final Socket socket;
        private final long end;

        Timed(Socket socket, long end) {
            this.socket = socket;
            this.end = end;
        }

        private InputStream now() throws IOException {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("The deadline passed");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            return socket.getInputStream();
        }

        @Override
        public int read() throws IOException {
            return now().read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return now().read(into, from, length);
        }
    }
}
