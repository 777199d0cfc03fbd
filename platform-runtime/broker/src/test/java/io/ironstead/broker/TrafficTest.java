package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.http.Limits;
import io.ironstead.model.control.RequestSample;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static Program byPath() throws IOException {
        return Program.that(call -> {
            var status = call.head().path().substring(1);
            call.body();
            call.send("HTTP/1.1 " + (status.matches("[0-9]{3}") ? status : "200")
                    + " X\r\nContent-Length: 5\r\n\r\nhello");
        });
    }

    @Test
    void requestsAreCountedOnceForTheirVersion() throws IOException {
        try (var program = byPath();
                var house = House.shop(program.port())) {
            house.get("/200");
            house.get("/404");
            house.get("/500");
            try (var visitor = house.visitor()) {
                visitor.send("POST /200 HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 3\r\n\r\nabc")
                        .read();
            }
            var report = house.broker().takeTraffic();

            assertThat(report.loads()).singleElement().satisfies(load -> {
                assertThat(load.version()).isEqualTo(Sites.shopVersion("v1"));
                assertThat(load.requests()).isEqualTo(4);
                assertThat(load.clientErrors()).isEqualTo(1);
                assertThat(load.serverErrors()).isEqualTo(1);
                assertThat(load.bytesIn()).isEqualTo(3);
                assertThat(load.bytesOut()).isEqualTo(20);
                assertThat(load.latencies().total()).isEqualTo(4);
            });
            assertThat(house.broker().takeTraffic().loads()).isEmpty();
        }
    }

    @Test
    void aSampleTellsTheRequestsWholeWay() throws IOException {
        try (var program = byPath();
                var house = House.shop(program.port())) {
            var answer = house.get("/hello?secret=1");
            var sample = house.broker().takeTraffic().samples().getFirst();

            assertThat(sample.id()).isEqualTo(answer.header("x-ironstead-request"));
            assertThat(sample.at()).isEqualTo(House.NOW);
            assertThat(sample.version()).isEqualTo(Sites.shopVersion("v1"));
            assertThat(sample.method()).isEqualTo("GET");
            assertThat(sample.path()).isEqualTo("/hello");
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.instance()).map(Object::toString).contains("instance-" + program.port());
            assertThat(sample.cold()).isFalse();
            assertThat(sample.total()).isGreaterThanOrEqualTo(sample.queue().plus(sample.app()));
            assertThat(sample.bytesOut()).isEqualTo(5);
        }
    }

    @Test
    void failedRequestsAreKeptBeforeSlowOnesAndNeverMoreThanFifty() throws IOException {
        try (var program = byPath();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            for (int i = 0; i < 300; i++) {
                visitor.get(i % 30 == 7 ? "/500" : "/200").read();
            }
            var report = house.broker().takeTraffic();

            assertThat(report.samples()).hasSize(50);
            assertThat(report.samples().subList(0, 10))
                    .extracting(RequestSample::status)
                    .containsOnly(500);
            assertThat(report.samples().subList(10, 50))
                    .extracting(RequestSample::total)
                    .isSortedAccordingTo((one, other) -> other.compareTo(one));
        }
    }

    @Test
    void whatRunsNowIsKnown() throws Exception {
        var go = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    try {
                        go.await();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                    call.ok("x");
                });
                var house = House.shop(program.port());
                var one = house.visitor();
                var other = house.visitor()) {
            one.get("/");
            other.get("/");
            program.next();
            program.next();
            var busy = house.broker().takeTraffic();
            assertThat(busy.running()).isEqualTo(2);
            assertThat(busy.connections()).isEqualTo(2);
            go.countDown();
            one.read();
            other.read();
            assertThat(house.broker().takeTraffic().running()).isZero();
        }
    }

    @Test
    void aVisitorWhoLeavesIsNoFaultOfTheSite() throws Exception {
        try (var program = byPath();
                var house = House.shop(program.port())) {
            house.places().asleep();
            var visitor = house.visitor();
            visitor.get("/");
            var place = house.places().nextWaiting();
            var left = new CountDownLatch(1);
            place.whenComplete((lease, failure) -> left.countDown());
            visitor.close();
            left.await();

            var report = house.broker().takeTraffic();
            assertThat(report.samples().getFirst().status()).isEqualTo(499);
            assertThat(report.samples().getFirst().instance()).isEqualTo(Optional.empty());
            assertThat(report.loads().getFirst().serverErrors()).isZero();
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAtOnce() throws IOException {
        try (var program = byPath();
                var house = House.with(
                        new Places(program.port()),
                        settings -> settings.withLimits(Limits.DEFAULT.withConnectionsMax(2)),
                        Sites.shop())) {
            try (var one = house.visitor();
                    var two = house.visitor()) {
                assertThat(one.get("/200").read().status()).isEqualTo(200);
                assertThat(two.get("/200").read().status()).isEqualTo(200);
                try (var three = house.visitor()) {
                    assertThat(three.isEnded()).isTrue();
                }
                assertThat(one.get("/200").read().status()).isEqualTo(200);
            }
        }
    }
}
