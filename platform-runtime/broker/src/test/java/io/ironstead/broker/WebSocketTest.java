package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Wire;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebSocketTest {
    private static final String ASK = """
            GET /chat HTTP/1.1\r
            Host: shop.localhost\r
            Connection: keep-alive, Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;
    private static final String ACCEPT = """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            \r
            """;

    private static Program echoingBytes() throws IOException {
        return Program.that(call -> {
            // The first bytes come in one piece with the head, as from a program in a hurry.
            call.send(ACCEPT + "early");
            var buffer = new byte[8192];
            for (int count = call.in().read(buffer);
                    count >= 0;
                    count = call.in().read(buffer)) {
                call.out().write(buffer, 0, count);
                call.out().flush();
            }
            call.hangUp();
        });
    }

    @Test
    void bytesPassBothWaysUntilOneSideEnds() throws IOException, InterruptedException {
        try (var program = echoingBytes();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            // And the visitor's first bytes before he knows the answer.
            var head = visitor.send(ASK + "hello").readHead();

            assertThat(head.status()).isEqualTo(101);
            assertThat(head.header("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(head.all("connection")).containsExactly("upgrade");
            assertThat(head.all("upgrade")).containsExactly("websocket");
            assertThat(program.heads().getFirst().all("upgrade")).containsExactly("websocket");
            assertThat(program.heads().getFirst().all("connection")).containsExactly("Upgrade");
            assertThat(program.heads().getFirst().header("sec-websocket-key")).isPresent();
            assertThat(visitor.readText(10)).isEqualTo("earlyhello");

            var random = new Random(1);
            var sent = new byte[3_000_000];
            random.nextBytes(sent);
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    visitor.send(sent);
                } catch (IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
            assertThat(Wire.exactly(visitor.in(), sent.length)).isEqualTo(sent);
            sender.interrupt();
            assertThat(house.places().open()).isEqualTo(1);
            program.hangUp();
            assertThat(visitor.isEnded()).isTrue();
            house.places().awaitAllBack();
        }
    }

    @Test
    void theLeaseEndsWithTheVisitor() throws IOException, InterruptedException {
        var ended = new java.util.concurrent.CountDownLatch(1);
        try (var program = Program.that(call -> {
                    call.send(ACCEPT);
                    call.in().readAllBytes();
                    ended.countDown();
                    call.hangUp();
                });
                var house = House.shop(program.port())) {
            try (var visitor = house.visitor()) {
                assertThat(visitor.send(ASK).readHead().status()).isEqualTo(101);
            }
            assertThat(ended.await(2, java.util.concurrent.TimeUnit.MINUTES)).isTrue();
            house.places().awaitAllBack();
        }
    }

    @Test
    void aProgramMayRefuse() throws IOException {
        try (var program = Program.that(call -> call.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.send(ASK).read().status()).isEqualTo(403);
            assertThat(visitor.get("/").read().status()).isEqualTo(403);
        }
    }

    @Test
    void noOtherUpgradePasses() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            assertThat(house.get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAAA")
                            .status())
                    .isEqualTo(200);
            var head = program.heads().getFirst();
            assertThat(head.has("upgrade")).isFalse();
            assertThat(head.has("http2-settings")).isFalse();
        }
    }
}
