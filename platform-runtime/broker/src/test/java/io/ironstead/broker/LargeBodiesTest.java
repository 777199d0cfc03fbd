package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.broker.fake.Wire;
import io.ironstead.broker.http.Limits;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are larger than the memory they may take: the slower side sets the pace. */
class LargeBodiesTest {
    private static final int SIZE = 100_000_000;
    private static final int PIECE = 100_000;

    /** What both kernels' socket buffers may hold besides the broker; on loopback they grow to some megabytes each. */
    private static final int BUFFERED_MAX = 40_000_000;

    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static void discard(InputStream in, long length) throws IOException {
        var buffer = new byte[64 << 10];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("The body ended early");
            }
            left -= count;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUploadGoesAtTheProgramsPace(boolean chunked) throws Exception {
        var read = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    try {
                        read.await();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                    if (chunked) {
                        discardChunks(call.in());
                    } else {
                        discard(call.in(), SIZE);
                    }
                    call.ok("thanks");
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            long before = memory();
            var sent = new AtomicLong();
            var all = new CountDownLatch(1);
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\n"
                    + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + SIZE) + "\r\n\r\n");
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < SIZE; i += PIECE) {
                        if (chunked) {
                            visitor.send(Integer.toHexString(PIECE) + "\r\n");
                        }
                        visitor.send(new byte[PIECE]);
                        if (chunked) {
                            visitor.send("\r\n");
                        }
                        sent.addAndGet(PIECE);
                    }
                    if (chunked) {
                        visitor.send("0\r\n\r\n");
                    }
                    all.countDown();
                } catch (IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
            program.next();
            assertThat(all.await(1, TimeUnit.SECONDS)).isFalse();
            assertThat(sent.get()).isLessThan(BUFFERED_MAX);
            assertThat(memory() - before).isLessThan(16 << 20);
            read.countDown();

            assertThat(visitor.read().text()).isEqualTo("thanks");
            assertThat(memory() - before).isLessThan(16 << 20);
            assertThat(house.broker().takeTraffic().loads().getFirst().bytesIn())
                    .isEqualTo(SIZE);
        }
    }

    private static void discardChunks(InputStream in) throws IOException {
        while (true) {
            var line = Wire.line(in);
            if (line == null) {
                throw new IOException("The body ended early");
            }
            int size = Integer.parseInt(line, 16);
            discard(in, size + 2L);
            if (size == 0) {
                return;
            }
        }
    }

    @Test
    void aDownloadGoesAtTheVisitorsPace() throws Exception {
        var sent = new AtomicLong();
        var all = new CountDownLatch(1);
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    for (int i = 0; i < SIZE; i += PIECE) {
                        call.out().write(new byte[PIECE]);
                        sent.addAndGet(PIECE);
                    }
                    all.countDown();
                });
                var house = House.shop(program.port());
                var visitor = Visitor.withSmallWindow(house.broker().httpAddress())) {
            long before = memory();
            visitor.get("/").readHead();
            assertThat(all.await(1, TimeUnit.SECONDS)).isFalse();
            assertThat(sent.get()).isLessThan(BUFFERED_MAX);
            assertThat(memory() - before).isLessThan(16 << 20);

            discard(visitor.in(), SIZE);
            assertThat(all.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(house.broker().takeTraffic().loads().getFirst().bytesOut())
                    .isEqualTo(SIZE);
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedKnownOrNot() throws IOException, InterruptedException {
        try (var program = Program.echo();
                var house = House.with(
                        new Places(program.port()),
                        settings -> settings.withLimits(Limits.DEFAULT.withRequestBodyBytesMax(1000)),
                        Sites.shop())) {
            try (var visitor = house.visitor()) {
                visitor.send(
                        "POST / HTTP/1.1\r\nHost: shop.localhost\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
                assertThat(visitor.read().status()).isEqualTo(413);
            }
            assertThat(program.heads()).isEmpty();
            try (var visitor = house.visitor()) {
                visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
                        + "x".repeat(1001) + "\r\n0\r\n\r\n");
                assertThat(visitor.read().status()).isEqualTo(413);
            }
            try (var visitor = house.visitor()) {
                visitor.send(
                        "POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
                assertThat(visitor.read().status()).isEqualTo(200);
            }
            house.places().awaitAllBack();
        }
    }
}
