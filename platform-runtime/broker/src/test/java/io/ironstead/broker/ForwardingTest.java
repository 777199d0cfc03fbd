package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Program;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {

    @Test
    void passesARequestOnAndItsAnswerBack() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            var answer = house.get("/hello?x=%20y");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("GET /hello?x=%20y ");
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void oneConnectionServesManyRequestsOnBothSides() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            for (int i = 0; i < 20; i++) {
                assertThat(visitor.get("/" + i).read().text()).isEqualTo("GET /" + i + " ");
            }
            assertThat(program.connections()).isEqualTo(1);
            assertThat(house.places().given()).isEqualTo(20);
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            var all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append("POST /")
                        .append(i)
                        .append(" HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 2\r\n\r\nb");
                all.append(i % 10);
            }
            visitor.send(all.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(visitor.read().text()).isEqualTo("POST /" + i + " b" + i % 10);
            }
        }
    }

    @Test
    void aBodyWithALengthAndOneInChunksBothArrive() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("POST /a HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(visitor.read().text()).isEqualTo("POST /a hello");
            assertThat(program.heads().getLast().all("content-length")).containsExactly("5");

            visitor.send("POST /b HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\n\r\n");
            assertThat(visitor.read().text()).isEqualTo("POST /b hello");
            assertThat(program.heads().getLast().all("transfer-encoding")).containsExactly("chunked");
            assertThat(program.heads().getLast().has("content-length")).isFalse();
        }
    }

    @Test
    void trailersPassInBothDirections() throws IOException {
        try (var program = Program.that(call -> {
                    var trailers = String.join(",", call.body().trailers());
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: grpc-status\r\n\r\n"
                            + Integer.toHexString(trailers.length()) + "\r\n" + trailers
                            + "\r\n0\r\ngrpc-status: 0\r\nX-AppEngine-BlobKey: secret\r\n\r\n");
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\nx\r\n0\r\nX-Checksum: 42\r\nX-AppEngine-User-Is-Admin: 1\r\nX_Google_Thing: 1\r\n\r\n");
            var answer = visitor.read();

            assertThat(answer.text()).isEqualTo("X-Checksum: 42");
            assertThat(answer.body().trailers()).containsExactly("grpc-status: 0");
            assertThat(program.heads().getFirst().all("te")).containsExactly("trailers");
        }
    }

    @Test
    void anAnswerWithoutLengthIsChunkedForHttp11AndEndsTheConnectionForHttp10() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                    call.hangUp();
                });
                var house = House.shop(program.port())) {
            var modern = house.get("/");
            assertThat(modern.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(modern.text()).isEqualTo("all of it");
            try (var visitor = house.visitor()) {
                var old = visitor.send("GET / HTTP/1.0\r\nHost: shop.localhost\r\n\r\n")
                        .read();
                assertThat(old.header("connection")).isEqualTo("close");
                assertThat(old.head().has("transfer-encoding")).isFalse();
                assertThat(old.text()).isEqualTo("all of it");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"204,", "304,", "304,7"})
    void someAnswersHaveNoBody(int status, Integer length) throws IOException {
        var lengthLine = length == null ? "" : "Content-Length: " + length + "\r\n";
        try (var program = Program.that(call -> call.send(
                        call.head().path().equals("/next")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"
                                : "HTTP/1.1 " + status + " Some\r\n" + lengthLine + "\r\n"));
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            var answer = visitor.get("/").read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.head().has("transfer-encoding")).isFalse();
            assertThat(visitor.get("/next").read().text()).isEqualTo("next");
            assertThat(program.connections()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerToHeadHasALengthAndNoBody() throws IOException {
        try (var program = Program.that(call -> call.send(
                        call.head().method().equals("HEAD")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"));
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("HEAD / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            var answer = visitor.readBodiless();
            assertThat(answer.header("content-length")).isEqualTo("99");
            assertThat(visitor.get("/next").read().text()).isEqualTo("next");
            assertThat(program.connections()).isEqualTo(1);
        }
    }

    @Test
    void whoExpectsAContinueGetsTheInstancesOwn() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 100 Continue\r\n\r\n");
                    call.ok(call.body().text());
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send(
                    "POST / HTTP/1.1\r\nHost: shop.localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(visitor.readBodiless().status()).isEqualTo(100);
            assertThat(visitor.send("body").read().text()).isEqualTo("body");
        }
    }

    @Test
    void anotherExpectationIsRefused() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            assertThat(house.get("/", "Expect: miracles").status()).isEqualTo(417);
            assertThat(program.heads()).isEmpty();
        }
    }

    @Test
    void earlyHintsReachTheVisitor() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
                    call.ok("page");
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/").readBodiless().header("link")).isEqualTo("</a.css>; rel=preload");
            assertThat(visitor.read().text()).isEqualTo("page");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerBeforeTheBodyIsReadReachesTheVisitor(boolean crashes) throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    if (crashes) {
                        call.crash();
                    } else {
                        call.hangUp();
                    }
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 50000000\r\n\r\n");
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 500; i++) {
                        visitor.send(new byte[100_000]);
                    }
                } catch (IOException ended) {
                    // Expected: who has answered reads on for a little while only.
                }
            });
            var answer = visitor.read();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("connection")).isEqualTo("close");
            visitor.vanish();
            sender.interrupt();
        }
    }

    @Test
    void anInstanceThatAnswersAndReadsNothingDoesNotHoldTheVisitorUp() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    // Keeps the connection, and reads nothing.
                    call.head();
                    try {
                        Thread.currentThread().join(java.time.Duration.ofSeconds(30));
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 100\r\n\r\n");

            assertThat(visitor.read().status()).isEqualTo(413);
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookComplete() throws IOException {
        for (var framing : List.of("Content-Length: 100", "Transfer-Encoding: chunked")) {
            try (var program = Program.that(call -> {
                        call.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n5\r\nhello\r\n");
                        call.hangUp();
                    });
                    var house = House.shop(program.port());
                    var visitor = house.visitor()) {
                assertThat(visitor.get("/").readHead().status()).isEqualTo(200);
                assertThat(new String(visitor.in().readAllBytes())).doesNotContain("\r\n0\r\n");
                assertThat(house.places().open()).isZero();
                var load = house.broker().takeTraffic().loads().getFirst();
                assertThat(load.serverErrors()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n",
                "garbage\r\n\r\n"
            })
    void anAnswerThatIsNoHttpIsABadGateway(String bytes) throws IOException {
        try (var program = Program.that(call -> call.send(bytes));
                var house = House.shop(program.port())) {
            var answer = house.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("The site gave no answer").doesNotContain("Exception");
            assertThat(house.places().open()).isZero();
        }
    }

    @Test
    void whatAnInstanceSaysUnaskedIsNobodysAnswer() throws IOException {
        try (var program = Program.that(call -> call.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                        + (call.head().path().equals("/first")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
                                : "")));
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/first").read().text()).isEqualTo("ok");
            assertThat(visitor.get("/second").read().text()).isEqualTo("ok");
            assertThat(program.connections()).isEqualTo(2);
        }
    }

    @Test
    void eventsArriveAsTheyAreSent() throws IOException, InterruptedException {
        var go = new java.util.concurrent.Semaphore(0);
        try (var program = Program.that(call -> {
                    call.send(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < 3; i++) {
                        go.acquireUninterruptibly();
                        call.send("9\r\ndata: " + i + "\n\n\r\n");
                    }
                    call.send("0\r\n\r\n");
                });
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/").readHead().header("content-type")).contains("text/event-stream");
            for (int i = 0; i < 3; i++) {
                go.release();
                assertThat(visitor.readText(14)).isEqualTo("9\r\ndata: " + i + "\n\n\r\n");
            }
            assertThat(visitor.readText(5)).isEqualTo("0\r\n\r\n");
        }
    }
}
