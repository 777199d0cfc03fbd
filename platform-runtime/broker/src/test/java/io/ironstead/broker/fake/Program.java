package io.ironstead.broker.fake;

import io.ironstead.broker.fake.Wire.Head;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A site's program: listens on loopback and answers as the test tells it to. */
public final class Program implements AutoCloseable {
    private final ServerSocket server;
    private final Behaviour behaviour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Head> heads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Head> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What it does with one request. */
    public interface Behaviour {
        void answer(Call call) throws IOException;
    }

    /** One request, its head read and its body not. */
    public static final class Call {
        private final Head head;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Call(Head head, Socket socket, InputStream in, OutputStream out) {
            this.head = head;
            this.socket = socket;
            this.in = in;
            this.out = out;
        }

        public Head head() {
            return head;
        }

        public InputStream in() {
            return in;
        }

        public OutputStream out() {
            return out;
        }

        public Wire.Body body() throws IOException {
            return Wire.requestBody(in, head);
        }

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        public void ok(String text) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }

        /** Ends the connection in order. */
        public void hangUp() throws IOException {
            socket.close();
        }

        /** Ends it as a crash does. */
        public void crash() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private Program(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    public static Program that(Behaviour behaviour) throws IOException {
        return new Program(behaviour);
    }

    /** Answers everything with its path and body, after reading the body. */
    public static Program echo() throws IOException {
        return that(call -> call.ok(call.head().method() + " " + call.head().path() + " "
                + call.body().text()));
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Every head it has read, in order. */
    public List<Head> heads() {
        return heads;
    }

    public int connections() {
        return connections.get();
    }

    /** The next request, waiting for it. */
    public Head next() throws InterruptedException {
        var head = arrivals.poll(2, TimeUnit.MINUTES);
        if (head == null) {
            throw new AssertionError("No request came");
        }
        return head;
    }

    private void accept() {
        while (true) {
            try {
                var socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            while (!socket.isClosed()) {
                var head = Wire.head(in);
                if (head == null) {
                    return;
                }
                heads.add(head);
                arrivals.add(head);
                behaviour.answer(new Call(head, socket, in, out));
            }
        } catch (IOException gone) {
            // The broker may end a connection at any time.
        } finally {
            open.remove(socket);
        }
    }

    /** Ends every connection, and goes on listening. */
    public void hangUp() throws IOException {
        for (var socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }
}
