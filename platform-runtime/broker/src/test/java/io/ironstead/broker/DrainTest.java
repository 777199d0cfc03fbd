package io.ironstead.broker;

import static io.ironstead.broker.fake.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Http2Client;
import io.ironstead.broker.fake.Program;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void everybodyInsideIsAnsweredAndNobodyElseGetsIn() throws Exception {
        var go = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    if (call.head().path().equals("/slow")) {
                        try {
                            go.await();
                        } catch (InterruptedException stop) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    call.ok("done");
                });
                var house = House.shop(program.port());
                var idle = house.visitor();
                var busy = house.visitor();
                var modern = Http2Client.at(house.broker().httpAddress())) {
            assertThat(idle.get("/").read().status()).isEqualTo(200);
            busy.get("/slow");
            var stream = modern.open(request("GET", "/slow"), true);
            program.next();
            program.next();
            program.next();

            var drained = CompletableFuture.supplyAsync(() -> house.broker().drain(LONG));
            assertThat(idle.isEnded()).isTrue();
            assertThat(modern.goneAway().get(2, TimeUnit.MINUTES)).isTrue();
            assertThat(drained).isNotDone();
            assertThatThrownBy(house::visitor).isInstanceOf(ConnectException.class);

            go.countDown();
            var answer = busy.read();
            assertThat(answer.text()).isEqualTo("done");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(busy.isEnded()).isTrue();
            assertThat(stream.answer().text()).isEqualTo("done");
            assertThat(drained.get(2, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void whoTakesTooLongIsToldAndBrokenOffAtTheEnd() throws IOException, InterruptedException {
        var go = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    try {
                        go.await();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.get("/");
            program.next();
            assertThat(house.broker().drain(Duration.ofMillis(100))).isFalse();
            house.broker().close();

            assertThat(visitor.isEnded()).isTrue();
            house.places().awaitAllBack();
        } finally {
            go.countDown();
        }
    }
}
