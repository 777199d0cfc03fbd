package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.broker.http.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits are real here, and short; what is awaited is always an event, never a time. */
class TimeoutsTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private static House house(Program program, UnaryOperator<Timeouts> change) throws IOException {
        return House.with(
                new Places(program.port()),
                settings -> settings.withTimeouts(change.apply(Timeouts.DEFAULT)),
                Sites.shop());
    }

    private static void never(CountDownLatch stop) {
        try {
            stop.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PRI * HT", "GET / HTTP/1.1\r\nHost: sh"})
    void aHeadThatDoesNotComeEndsTheConnection(String beginning) throws IOException {
        try (var program = Program.echo();
                var house = house(program, timeouts -> timeouts.withVisitor(SHORT, LONG, LONG));
                var visitor = house.visitor()) {
            visitor.send(beginning);
            var rest = new String(visitor.in().readAllBytes());
            assertThat(rest)
                    .satisfiesAnyOf(
                            text -> assertThat(text).isEmpty(),
                            text -> assertThat(text).startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void anIdleConnectionEnds() throws IOException {
        try (var program = Program.echo();
                var house = house(program, timeouts -> timeouts.withVisitor(LONG, SHORT, LONG));
                var visitor = house.visitor()) {
            assertThat(visitor.get("/").read().status()).isEqualTo(200);
            assertThat(visitor.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyThatStopsIsGivenUp() throws IOException, InterruptedException {
        try (var program = Program.echo();
                var house = house(program, timeouts -> timeouts.withVisitor(LONG, LONG, SHORT));
                var visitor = house.visitor()) {
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(visitor.read().status()).isEqualTo(408);
            house.places().awaitAllBack();
        }
    }

    @Test
    void aBodyThatIsHeldBackIsNotTheVisitorsFault() throws Exception {
        try (var program = Program.echo();
                var house = house(program, timeouts -> timeouts.withVisitor(LONG, LONG, Duration.ofMillis(100)));
                var visitor = house.visitor()) {
            house.places().asleep();
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 4\r\n\r\nbody");
            var place = house.places().nextWaiting();
            try (var other = house.visitor()) {
                // This one sends too slowly, and is given up only after the first could have been.
                other.send("POST / HTTP/1.1\r\nHost: nobody.localhost\r\nContent-Length: 4\r\n\r\n");
                other.read();
            }
            place.complete(new Places(program.port())
                    .lease(Sites.shopVersion("v1"), LONG)
                    .join());
            assertThat(visitor.read().text()).isEqualTo("POST / body");
        }
    }

    @Test
    void aVisitorWhoTakesNothingLosesHisConnection() throws Exception {
        var stop = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    for (int i = 0; i < 1000; i++) {
                        call.out().write(new byte[100_000]);
                    }
                });
                var house = house(program, timeouts -> timeouts.withVisitor(LONG, LONG, SHORT));
                var visitor = Visitor.withSmallWindow(house.broker().httpAddress())) {
            visitor.get("/");
            program.next();
            house.places().awaitAllBack();
            assertThat(house.places().given()).isEqualTo(1);
        } finally {
            stop.countDown();
        }
    }

    @Test
    void anInstanceThatSaysNothingIsTooSlow() throws IOException, InterruptedException {
        var stop = new CountDownLatch(1);
        try (var program = Program.that(call -> never(stop));
                var house = house(program, timeouts -> timeouts.withInstance(LONG, SHORT, LONG, LONG))) {
            assertThat(house.get("/").status()).isEqualTo(504);
            house.places().awaitAllBack();
        } finally {
            stop.countDown();
        }
    }

    @Test
    void anInstanceThatFallsSilentIsBrokenOff() throws IOException, InterruptedException {
        var stop = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    never(stop);
                });
                var house = house(program, timeouts -> timeouts.withInstance(LONG, LONG, SHORT, LONG));
                var visitor = house.visitor()) {
            assertThat(visitor.get("/").readHead().status()).isEqualTo(200);
            assertThat(visitor.readText(4)).isEqualTo("half");
            assertThat(visitor.isEnded()).isTrue();
            house.places().awaitAllBack();
        } finally {
            stop.countDown();
        }
    }

    @Test
    void noRequestTakesForEver() throws IOException, InterruptedException {
        var stop = new CountDownLatch(1);
        try (var program = Program.that(call -> never(stop));
                var house = house(program, timeouts -> timeouts.withInstance(LONG, LONG, LONG, SHORT))) {
            assertThat(house.get("/").status()).isEqualTo(504);
            house.places().awaitAllBack();
        } finally {
            stop.countDown();
        }
    }
}
