package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Answers only a cluster in trouble gives: below quorum, server errors, silence, cut connections. */
class CouchClientFaultsTest {
    private static final DatabaseName DB = new DatabaseName("db");
    private static final String ROW_202 = "{\"ok\":true,\"id\":\"a\",\"rev\":\"1-abc\"}";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private Node first;
    private Node second;
    private CouchClient client;

    /** A coordinator that behaves as it is told, and counts what reaches it. */
    private final class Node {
        private final HttpServer http;
        private final AtomicInteger requests = new AtomicInteger();
        private volatile int status = 201;
        private volatile String body = ROW_202;
        private volatile boolean silent;
        private volatile boolean cutting;

        Node() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(threads);
            http.createContext("/", this::answer);
            http.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            if (silent) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            if (cutting) {
                exchange.close();
                return;
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        Node says(int newStatus, String newBody) {
            status = newStatus;
            body = newBody;
            return this;
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        }
    }

    @BeforeEach
    void start() throws IOException {
        first = new Node();
        second = new Node();
        client = new CouchClient(CouchSettings.of(List.of(first.address(), second.address()), "u", "p"));
    }

    @AfterEach
    void stop() {
        client.close();
        over.countDown();
        first.http.stop(0);
        second.http.stop(0);
        threads.shutdownNow();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static ObjectNode document(String id) {
        return Answer.JSON.createObjectNode().put("_id", id);
    }

    @Test
    void a202IsNeverStored() {
        first.says(202, ROW_202);
        assertThat(client.insert(DB, "a", document("a"), soon()))
                .isEqualTo(new Written.BelowQuorum(Revision.parse("1-abc")));
        assertThat(client.create(DB, 1, 3, soon())).isEqualTo(DatabaseCreated.BELOW_QUORUM);
    }

    @Test
    void anAcceptedRowIsNeverStored() {
        first.says(
                202,
                "[{\"ok\":true,\"id\":\"a\",\"rev\":\"1-a\"},{\"ok\":true,\"id\":\"b\",\"rev\":\"1-b\",\"accepted\":true},"
                        + "{\"id\":\"c\",\"error\":\"conflict\",\"reason\":\"Document update conflict.\"},"
                        + "{\"id\":\"d\",\"error\":\"internal_server_error\",\"reason\":\"x\"},"
                        + "{\"id\":\"e\",\"error\":\"forbidden\",\"reason\":\"no\"}]");
        List<Written> written = client.write(
                DB, List.of(document("a"), document("b"), document("c"), document("d"), document("e")), soon());
        assertThat(written)
                .containsExactly(
                        new Written.Stored(Revision.parse("1-a")),
                        new Written.BelowQuorum(Revision.parse("1-b")),
                        new Written.Conflict(),
                        new Written.TimedOut("internal_server_error"),
                        new Written.Refused("forbidden", "no"));
    }

    @Test
    void aWriteThatMayHaveArrivedIsNotRepeated() {
        first.cutting = true;
        assertThat(client.insert(DB, "a", document("a"), soon())).isInstanceOf(Written.TimedOut.class);
        assertThat(client.write(DB, List.of(document("a"), document("b")), soon()))
                .hasSize(2)
                .hasOnlyElementsOfType(Written.TimedOut.class);
        first.cutting = false;
        first.says(500, "{\"error\":\"timeout\",\"reason\":\"x\"}");
        assertThat(first.requests.get() + second.requests.get()).isEqualTo(2);
    }

    @Test
    void aServerErrorLeavesAWriteUnknown() {
        first.says(500, "{\"error\":\"timeout\",\"reason\":\"x\"}");
        assertThat(client.insert(DB, "a", document("a"), soon())).isEqualTo(new Written.TimedOut("status 500"));
        assertThat(second.requests.get()).isZero();
    }

    @Test
    void aReadGoesOnToTheNextCoordinator() {
        first.cutting = true;
        second.says(200, "{\"_id\":\"a\",\"_rev\":\"1-abc\"}");
        assertThat(client.find(DB, "a", soon())).isPresent();
        // The silent node is left alone for a while.
        assertThat(client.find(DB, "a", soon())).isPresent();
        assertThat(first.requests.get()).isEqualTo(1);
        first.cutting = false;
        second.says(503, "{\"error\":\"x\",\"reason\":\"y\"}");
        first.says(200, "{\"_id\":\"a\",\"_rev\":\"1-abc\"}");
        assertThat(client.find(DB, "a", soon())).isPresent();
    }

    @Test
    void aCopyMayBeRepeated() {
        first.cutting = true;
        second.says(201, "{\"ok\":true,\"id\":\"a\",\"rev\":\"3-abc\"}");
        var copy = CouchDocument.of(document("a").put("_rev", "3-abc"));
        assertThat(client.copy(DB, copy, soon())).isEqualTo(new Written.Stored(copy.revision()));
    }

    @Test
    void everyCallEndsAtItsDeadline() {
        first.silent = true;
        second.silent = true;
        long start = System.nanoTime();
        assertThat(client.insert(DB, "a", document("a"), Deadline.in(Duration.ofMillis(200))))
                .isEqualTo(new Written.TimedOut("deadline"));
        assertThatThrownBy(() -> client.find(DB, "a", Deadline.in(Duration.ofMillis(200))))
                .isInstanceOf(CouchUnavailableException.class);
        assertThat(client.insert(DB, "a", document("a"), Deadline.in(Duration.ofMillis(-1))))
                .isInstanceOf(Written.TimedOut.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anAnswerBeyondTheLimitIsNotTakenIn() {
        first.says(200, "{\"_id\":\"a\",\"_rev\":\"1-abc\",\"x\":\"" + "y".repeat(5000) + "\"}");
        var narrow = new CouchSettings(
                List.of(first.address()), "u", "p", 2, Duration.ofSeconds(1), Duration.ofSeconds(1), 1000);
        try (var careful = new CouchClient(narrow)) {
            assertThatThrownBy(() -> careful.find(DB, "a", soon())).isInstanceOf(CouchUnavailableException.class);
        }
    }
}
