package io.ironstead.broker;

import static io.ironstead.broker.fake.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Http2Client;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.FileOptions;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Http2Test {

    @Test
    void manyRequestsShareOneConnection() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            var streams = new ArrayList<Http2Client.Stream>();
            for (int i = 0; i < 50; i++) {
                streams.add(client.open(request("GET", "/" + i), true));
            }
            for (int i = 0; i < 50; i++) {
                var answer = streams.get(i).answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("GET /" + i + " ");
                assertThat(answer.head().get("x-ironstead-request")).isNotNull();
                assertThat(answer.head().get("server-timing")).isNotNull();
                assertThat(answer.head().contains("connection")).isFalse();
            }
            assertThat(program.heads())
                    .allMatch(head -> head.header("host").orElse("").equals("shop.localhost"));
            assertThat(program.heads())
                    .noneMatch(head -> head.headers().stream().anyMatch(line -> line.startsWith("x-http2")));
        }
    }

    @Test
    void bodiesAndTrailersPassBothWays() throws IOException {
        try (var program = Program.that(call -> {
                    var body = call.body();
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n" + body.text()
                            + "\r\n0\r\nGrpc-Status: "
                            + String.join("|", body.trailers()).length() + "\r\n\r\n");
                });
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            var answer = client.open(request("POST", "/").add("te", "trailers"), false)
                    .data("bo", false)
                    .data("dy", false)
                    .trailers(new DefaultHttp2Headers().add("x-sum", "1").add("x-appengine-user-id", "1"))
                    .answer();

            assertThat(answer.text()).isEqualTo("body");
            assertThat(answer.trailers()).isNotNull();
            assertThat(answer.trailers().get("grpc-status")).hasToString(String.valueOf("x-sum: 1".length()));
            assertThat(program.heads().getFirst().all("transfer-encoding")).containsExactly("chunked");
            assertThat(program.heads().getFirst().all("te")).containsExactly("trailers");
        }
    }

    @Test
    void aKnownLengthStaysKnown() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            assertThat(client.open(request("POST", "/").add("content-length", "4"), false)
                            .data("body", true)
                            .answer()
                            .text())
                    .isEqualTo("POST / body");
            assertThat(program.heads().getFirst().all("content-length")).containsExactly("4");
        }
    }

    static Stream<Arguments> doubtful() {
        return Stream.of(
                change("a request within the path", h -> h.path("/ HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET /")),
                change("a space in the path", h -> h.path("/a b")),
                change("a path that is none", h -> h.path("a")),
                change("no path", h -> h.remove(":path")),
                change("no method", h -> h.remove(":method")),
                change("a method that is none", h -> h.method("GET / HTTP/1.1\r\nX: ")),
                change("a tunnel", h -> h.method("CONNECT")),
                change("no host", h -> h.remove(":authority")),
                change("another host", h -> h.add("host", "other.localhost")),
                change("a line end in a host", h -> h.authority("shop.localhost\r\nX-Evil: 1")),
                change("a line end in a value", h -> h.add("x-a", "1\r\nX-Evil: 1")),
                change("a null in a value", h -> h.add("x-a", "1\0002")),
                change("a line end in a name", h -> h.add("x-a\r\nx-evil", "1")),
                change("a colon in a name", h -> h.add("x-a: 1", "1")),
                change("a space in a name", h -> h.add("x a", "1")),
                change("a capital in a name", h -> h.add("X-A", "1")),
                change("a connection header", h -> h.add("connection", "x-a")),
                change("chunks", h -> h.add("transfer-encoding", "chunked")),
                change("a length that is wrong", h -> h.add("content-length", "5")),
                change(
                        "two lengths",
                        h -> h.add("content-length", "0")
                                .add("content-length", "0")
                                .add("content-length", "7")));
    }

    private static Arguments change(String name, Consumer<Http2Headers> change) {
        var headers = request("GET", "/");
        change.accept(headers);
        return Arguments.of(name, headers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtful")
    void whatCouldBeReadInTwoWaysIsRefused(String name, Http2Headers headers) throws IOException, InterruptedException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            var answer = client.open(headers, true).answer();

            assertThat(answer.reset() != -1 || answer.status() >= 400).as(name).isTrue();
            assertThat(program.heads()).as(name).isEmpty();
            house.places().awaitAllBack();
        }
    }

    @Test
    void theSameHostTwiceIsOneHost() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            assertThat(client.open(request("GET", "/").add("host", "shop.localhost"), true)
                            .answer()
                            .status())
                    .isEqualTo(200);
            assertThat(program.heads().getFirst().all("host")).hasSize(1);
        }
    }

    @Test
    void aHeldUploadIsHeldByItsWindow() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            house.places().asleep();
            var stream = client.open(request("POST", "/"), false);
            for (int i = 0; i < 100; i++) {
                stream.data("0123456789".repeat(10_000), i == 99);
            }
            assertThat(house.places().wake()).isTrue();
            assertThat(stream.answer().text()).hasSize("POST / ".length() + 10_000_000);
        }
    }

    @Test
    void aVisitorWhoResetsGivesHisPlaceUp() throws Exception {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            house.places().asleep();
            var stream = client.open(request("GET", "/"), true);
            var place = house.places().nextWaiting();
            stream.channel().close();
            var over = new Semaphore(0);
            place.whenComplete((lease, failure) -> over.release());
            assertThat(over.tryAcquire(20, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
            assertThat(place).isCancelled();
        }
    }

    @Test
    void anEarlyAnswerArrivesAndTheRestIsNotWanted() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    call.hangUp();
                });
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            var stream = client.open(request("POST", "/"), false).data("some", false);
            var answer = stream.answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo("no");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsReset() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    call.hangUp();
                });
                var house = House.shop(program.port());
                var client = Http2Client.at(house.broker().httpAddress())) {
            assertThat(client.open(request("GET", "/"), true).answer().reset()).isPositive();
        }
    }

    @Test
    void filesAreServedInPieces(@TempDir Path folder) throws IOException {
        var text = "0123456789".repeat(300_000);
        Files.writeString(folder.resolve("big.bin"), text);
        Files.writeString(folder.resolve("small.txt"), "small");
        var handler = new Handler.StaticDir("/s", "", FileOptions.NONE, Access.OPEN);
        try (var house = House.ofFiles(
                        folder, Sites.site("shop").version("v1", handler).build());
                var client = Http2Client.at(house.broker().httpAddress())) {
            assertThat(client.open(request("GET", "/s/small.txt"), true)
                            .answer()
                            .text())
                    .isEqualTo("small");
            assertThat(client.open(request("GET", "/s/big.bin"), true).answer().text())
                    .isEqualTo(text);
            var head = client.open(request("HEAD", "/s/big.bin"), true).answer();
            assertThat(head.head().get("content-length")).hasToString("3000000");
            assertThat(head.text()).isEmpty();
        }
    }

    @Test
    void interimAnswersPass() throws IOException {
        try (var program = Program.that(call -> {
                    call.send("HTTP/1.1 100 Continue\r\n\r\n");
                    call.ok(call.body().text());
                });
                var house = House.with(new Places(program.port()), settings -> settings, Sites.shop());
                var client = Http2Client.at(house.broker().httpAddress())) {
            var stream = client.open(request("POST", "/").add("expect", "100-continue"), false);
            assertThat(stream.firstHead().status()).hasToString("100");
            assertThat(stream.data("body", true).answer().text()).isEqualTo("body");
        }
    }
}
