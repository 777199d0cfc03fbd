package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.http.Timeouts;
import io.ironstead.model.NoInstanceException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a request between a visitor and an instance that is not there yet, or not any more. */
class WakingTest {

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aRequestIsHeldUntilItsInstanceIsThere() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            house.places().asleep();
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 5\r\n\r\nhello");
            var place = house.places().nextWaiting();
            assertThat(program.heads()).isEmpty();
            assertThat(place.isDone()).isFalse();
            visitor.get("/second");
            var second = new Places(program.port())
                    .lease(Sites.shopVersion("v1"), Duration.ZERO)
                    .join();
            place.complete(second);

            assertThat(visitor.read().text()).isEqualTo("POST / hello");
        }
    }

    @Test
    void aHeldUploadStaysWithTheVisitor() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            house.places().asleep();
            int size = 60_000_000;
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: " + size + "\r\n\r\n");
            var sent = new AtomicLong();
            var all = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < size; i += 100_000) {
                        visitor.send(new byte[100_000]);
                        sent.addAndGet(100_000);
                    }
                    all.countDown();
                } catch (IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
            assertThat(all.await(1, TimeUnit.SECONDS)).isFalse();
            // What two systems' socket buffers hold, and not what the broker would.
            assertThat(sent.get()).isLessThan(20_000_000);
            assertThat(house.places().wake()).isTrue();

            assertThat(all.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(visitor.read().text()).hasSize("POST / ".length() + size);
        }
    }

    @Test
    void aVisitorWhoLeavesGivesHisPlaceUp() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            house.places().asleep();
            var visitor = house.visitor();
            visitor.get("/");
            var place = house.places().nextWaiting();
            var cancelled = new CountDownLatch(1);
            place.whenComplete((lease, failure) -> cancelled.countDown());
            visitor.close();

            assertThat(cancelled.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(place).isCancelled();
        }
    }

    @Test
    void aVisitorWhoBreaksOffAHeldUploadIsNoticed() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            house.places().asleep();
            var visitor = house.visitor();
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 5000000\r\n\r\n");
            visitor.send(new byte[300_000]);
            var place = house.places().nextWaiting();
            var cancelled = new CountDownLatch(1);
            place.whenComplete((lease, failure) -> cancelled.countDown());
            visitor.vanish();
            assertThat(cancelled.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(place).isCancelled();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_VERSION, 404, ''",
        "CANNOT_START, 503, 30",
        "TIMED_OUT, 504, ''",
        "OVERLOADED, 503, 5",
        "STOPPING, 503, 2"
    })
    void whyThereIsNoInstanceIsTheOwnersBusiness(Reason reason, int status, String retryAfter) throws IOException {
        try (var house = House.with(new Places(1).refuses(reason), settings -> settings, Sites.shop())) {
            var answer = house.get("/");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("retry-after")).isEqualTo(retryAfter);
            assertThat(answer.header("x-ironstead-request")).isNotEmpty();
            assertThat(answer.text())
                    .contains("<h1>", answer.header("x-ironstead-request"))
                    .doesNotContain("secret");
            assertThat(answer.head().headers())
                    .noneMatch(line -> line.contains("secret") || line.contains(reason.name()));
            var sample = house.broker().takeTraffic().samples().getFirst();
            assertThat(sample.id()).isEqualTo(answer.header("x-ironstead-request"));
        }
    }

    @Test
    void aSourceThatNeverAnswersIsNotWaitedForForEver() throws Exception {
        var places = new Places(1).asleep();
        try (var house = House.with(
                places,
                settings -> settings.withTimeouts(Timeouts.DEFAULT.withInstance(
                        Duration.ofSeconds(-4), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(9))),
                Sites.shop())) {
            assertThat(house.get("/").status()).isEqualTo(504);
        }
    }

    @Test
    void aRefusedConnectionIsToldAndAnotherPlaceIsTaken() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(freePort(), program.port())) {
            assertThat(house.get("/").text()).isEqualTo("GET / ");
            assertThat(house.places().unreachable()).isEqualTo(1);
            assertThat(house.places().given()).isEqualTo(2);
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void anInstanceThatIsNeverThereIsABadGatewayInTheEnd() throws IOException {
        try (var house = House.shop(freePort())) {
            assertThat(house.get("/").status()).isEqualTo(502);
            assertThat(house.places().given()).isEqualTo(3);
            assertThat(house.places().unreachable()).isEqualTo(3);
            assertThat(house.places().open()).isZero();
        }
    }

    /** Answers the first request of each connection, and dies upon the second without a word. */
    private static Program forgetful() throws IOException {
        return Program.that(new Program.Behaviour() {
            private final java.util.Set<Object> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();

            @Override
            public void answer(Program.Call call) throws IOException {
                if (seen.add(call.in())) {
                    call.ok(call.head().method());
                } else {
                    call.crash();
                    throw new SocketException("crashed");
                }
            }
        });
    }

    @Test
    void aRequestThatMayRunTwiceIsSentAgainWhenItsOldConnectionWasDead() throws IOException {
        try (var program = forgetful();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/1").read().status()).isEqualTo(200);
            assertThat(visitor.get("/2").read().status()).isEqualTo(200);
            assertThat(program.connections()).isEqualTo(2);
            assertThat(house.places().open()).isZero();
            assertThat(house.places().closedTwice()).isZero();
        }
    }

    @Test
    void aRequestThatMayNotRunTwiceIsNot() throws IOException {
        try (var program = forgetful();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/1").read().status()).isEqualTo(200);
            visitor.send("POST /2 HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 0\r\n\r\n");
            assertThat(visitor.read().status()).isEqualTo(502);
            assertThat(program.heads()).hasSize(2);
            assertThat(house.places().unreachable()).isEqualTo(1);
        }
    }

    @Test
    void aFreshConnectionThatDiesIsNotTriedAgain() throws IOException {
        try (var program = Program.that(call -> {
                    call.crash();
                    throw new SocketException("crashed");
                });
                var house = House.shop(program.port())) {
            assertThat(house.get("/").status()).isEqualTo(502);
            assertThat(program.heads()).hasSize(1);
            assertThat(house.places().unreachable()).isEqualTo(1);
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void connectionsThatWereHungUpAreNotUsed() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/1").read().status()).isEqualTo(200);
            program.hangUp();
            visitor.send("POST /2 HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 0\r\n\r\n");
            var answer = visitor.read();
            // Either it was noticed in time, or the head was sent into nothing; run twice it was never.
            assertThat(answer.status()).isIn(200, 502);
            assertThat(program.heads().stream().filter(head -> head.path().equals("/2")))
                    .hasSizeLessThan(2);
        }
    }
}
