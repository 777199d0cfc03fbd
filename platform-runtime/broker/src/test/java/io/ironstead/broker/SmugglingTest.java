package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Program;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two servers could read in two ways is refused, and nothing after it is read. */
class SmugglingTest {
    private static final String HOST = "Host: shop.localhost\r\n";
    private static final String AFTER = "GET /smuggled HTTP/1.1\r\nHost: shop.localhost\r\n\r\n";

    static Stream<Arguments> doubtful() {
        return Stream.of(
                one(
                        "both lengths",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                one(
                        "both lengths, other order",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST
                                + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                one(
                        "two lengths",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                one(
                        "the same length twice",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                one("a list of lengths", 400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5, 5\r\n\r\nhello"),
                one("a length with a sign", 400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: +5\r\n\r\nhello"),
                one("a negative length", 400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\nhello"),
                one("a length in hexadecimal", 400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 0x5\r\n\r\nhello"),
                one(
                        "a length beyond all numbers",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 99999999999999999999\r\n\r\n"),
                one(
                        "another coding last",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                one(
                        "another coding first",
                        501,
                        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                one(
                        "chunked twice",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                one(
                        "chunked in two lines",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST
                                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                one(
                        "a disguised coding",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                one(
                        "a coding after a tabulator",
                        400,
                        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                one(
                        "chunked in HTTP/1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                one("a space before the colon", 400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length : 5\r\n\r\nhello"),
                one("a space in a name", 400, "GET / HTTP/1.1\r\n" + HOST + "X Y: 5\r\n\r\n"),
                one("a name that is none", 400, "GET / HTTP/1.1\r\n" + HOST + ": 5\r\n\r\n"),
                one("no colon", 400, "GET / HTTP/1.1\r\n" + HOST + "Nothing\r\n\r\n"),
                one("a folded line", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: 1\r\n X-B: 2\r\n\r\n"),
                one("a line folded by a tabulator", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: 1\r\n\tX-B: 2\r\n\r\n"),
                one("a folded first line", 400, "GET / HTTP/1.1\r\n " + HOST + "\r\n"),
                one("a lone line feed", 400, "GET / HTTP/1.1\n" + HOST + "\r\n"),
                one("a lone line feed after a header", 400, "GET / HTTP/1.1\r\nX-A: 1\n" + HOST + "\r\n"),
                one("a lone carriage return in a value", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: 1\rX-B: 2\r\n\r\n"),
                one("a lone carriage return in the first line", 400, "GET\r/ HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a null in a value", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: 1\0002\r\n\r\n"),
                one("two spaces in the first line", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a space in the address", 400, "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a tabulator in the first line", 400, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a space before the method", 400, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                one("no version", 400, "GET /\r\n" + HOST + "\r\n"),
                one("an unknown version", 400, "GET / HTTP/1.10\r\n" + HOST + "\r\n"),
                one("version 2 by hand", 505, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                one("no host", 400, "GET / HTTP/1.1\r\nX-A: 1\r\n\r\n"),
                one("two hosts", 400, "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
                one("two different hosts", 400, "GET / HTTP/1.1\r\n" + HOST + "Host: other.localhost\r\n\r\n"),
                one("a host that is none", 400, "GET / HTTP/1.1\r\nHost: shop.localhost/x\r\n\r\n"),
                one("a host with a user", 400, "GET / HTTP/1.1\r\nHost: me@shop.localhost\r\n\r\n"),
                one("a list of hosts", 400, "GET / HTTP/1.1\r\nHost: shop.localhost, other\r\n\r\n"),
                one("another host in the address", 400, "GET http://other.localhost/ HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a user in the address", 400, "GET http://shop.localhost@other/ HTTP/1.1\r\n" + HOST + "\r\n"),
                one("an address of another scheme", 400, "GET ftp://shop.localhost/ HTTP/1.1\r\n" + HOST + "\r\n"),
                one("no address", 400, "GET * HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a fragment", 400, "GET /a#b HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a tunnel", 405, "CONNECT shop.localhost:443 HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a trace", 405, "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"),
                one("a method that is none", 400, "GE(T / HTTP/1.1\r\n" + HOST + "\r\n"),
                one(
                        "an old draft of WebSocket",
                        400,
                        "GET / HTTP/1.1\r\n" + HOST
                                + "Upgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678"));
    }

    private static Arguments one(String name, int status, String bytes) {
        return Arguments.of(name, status, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtful")
    void refuses(String name, int status, String bytes) throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send(bytes + AFTER);
            var answer = visitor.read();

            assertThat(answer.status()).as(name).isEqualTo(status);
            assertThat(answer.header("connection")).isEqualTo("close");
            visitor.endSending();
            assertThat(visitor.isEnded()).isTrue();
            assertThat(program.heads()).as(name).isEmpty();
            assertThat(house.places().given()).isZero();
        }
    }

    /** The same, one byte at a time: what is refused does not depend on how it is cut. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtful")
    void refusesByteByByte(String name, int status, String bytes) throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            try {
                for (char c : bytes.toCharArray()) {
                    visitor.send(String.valueOf(c));
                }
            } catch (IOException answered) {
                // Refused before the last byte: the answer is there to read.
            }
            assertThat(visitor.read().status()).as(name).isEqualTo(status);
            assertThat(program.heads()).as(name).isEmpty();
        }
    }

    static Stream<Arguments> brokenChunks() {
        return Stream.of(
                Arguments.of("no size", "\r\nhello\r\n"),
                Arguments.of("a size that is none", "xyz\r\nhello\r\n"),
                Arguments.of("a negative size", "-5\r\nhello\r\n"),
                Arguments.of("a size with a prefix", "0x5\r\nhello\r\n"),
                Arguments.of("a size beyond all numbers", "fffffffffffffffff\r\nhello\r\n"),
                Arguments.of("a chunk longer than its size", "3\r\nhello\r\n"),
                Arguments.of("a lone line feed after the size", "5\nhello\r\n"),
                Arguments.of("a lone line feed in an extension", "5;a\nhello\r\n"),
                Arguments.of("a lone line feed after the chunk", "5\r\nhello\n0\r\n\r\n"),
                Arguments.of("a space after the size", "5 \r\nhello\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenChunks")
    void neverCallsABrokenChunkedBodyComplete(String name, String chunks) throws IOException, InterruptedException {
        var complete = new java.util.concurrent.atomic.AtomicBoolean();
        var ended = new java.util.concurrent.CountDownLatch(1);
        try (var program = Program.that(call -> {
                    try {
                        call.body();
                        complete.set(true);
                    } finally {
                        ended.countDown();
                    }
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
            program.next();
            visitor.send(chunks + "0\r\n\r\n" + AFTER);

            assertThat(visitor.read().status()).as(name).isEqualTo(400);
            assertThat(ended.await(2, java.util.concurrent.TimeUnit.MINUTES)).isTrue();
            assertThat(complete).as(name).isFalse();
            assertThat(program.heads()).hasSize(1);
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void tooLongAddressesAndHeadersHaveTheirOwnAnswers() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            assertThat(house.get("/" + "a".repeat(20_000)).status()).isEqualTo(414);
            assertThat(house.get("/", "X-Long: " + "a".repeat(200_000)).status())
                    .isEqualTo(200);
            assertThat(house.get("/", "X-Long: " + "a".repeat(300_000)).status())
                    .isEqualTo(431);
            assertThat(program.heads()).hasSize(1);
        }
    }

    @Test
    void anAbsoluteAddressOfTheSameHostIsMadeAPath() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("GET http://shop.localhost?q=1 HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(visitor.read().text()).isEqualTo("GET /?q=1 ");
        }
    }

    @Test
    void emptyLinesBeforeARequestAreNoOffence() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.send("\r\n\r\n").get("/").read().status()).isEqualTo(200);
            assertThat(visitor.send("\r\n").get("/").read().status()).isEqualTo(200);
        }
    }
}
