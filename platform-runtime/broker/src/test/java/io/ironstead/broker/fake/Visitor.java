package io.ironstead.broker.fake;

import io.ironstead.broker.fake.Wire.Body;
import io.ironstead.broker.fake.Wire.Head;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A visitor with a socket of his own, who can send anything. */
public final class Visitor implements AutoCloseable {
    /** Nothing in a test takes this long; who waits longer waits for ever. */
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Visitor(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    public static Visitor at(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        return new Visitor(socket);
    }

    /** One whose system takes little in, so that who sends to him soon has to wait. */
    public static Visitor withSmallWindow(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(8 << 10);
        socket.connect(address, PATIENCE_MILLIS);
        return new Visitor(socket);
    }

    public static Visitor over(Socket socket) throws IOException {
        return new Visitor(socket);
    }

    /** Sends the text as it is, one byte for each character. */
    public Visitor send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Visitor send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends a request without a body for the site {@code shop}. */
    public Visitor get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
    }

    /** An answer with its body. */
    public record Answer(Head head, Body body) {
        public int status() {
            return head.status();
        }

        public String text() {
            return body.text();
        }

        public String header(String name) {
            return head.header(name).orElse("");
        }
    }

    public Head readHead() throws IOException {
        var head = Wire.head(in);
        if (head == null) {
            throw new EOFException("The connection ended before an answer");
        }
        return head;
    }

    public Answer read() throws IOException {
        var head = readHead();
        return new Answer(head, Wire.answerBody(in, head));
    }

    /** A head after which no body follows: an answer to HEAD, or one before the answer. */
    public Answer readBodiless() throws IOException {
        return new Answer(readHead(), new Body(new byte[0], java.util.List.of()));
    }

    public InputStream in() {
        return in;
    }

    public OutputStream out() {
        return out;
    }

    public String readText(int length) throws IOException {
        return new String(Wire.exactly(in, length), StandardCharsets.ISO_8859_1);
    }

    /** True when the other side has ended the connection, orderly or not, and nothing more came. */
    public boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Says that nothing more will come. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes as a crashed program goes. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
