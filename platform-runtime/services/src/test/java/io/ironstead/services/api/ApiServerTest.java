package io.ironstead.services.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiService;
import io.ironstead.services.RpcCode;
import io.ironstead.services.fake.Node;
import io.ironstead.services.fake.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
    private static final byte[] NONE = new byte[0];

    private final BlockingQueue<ApiCall> seen = new LinkedBlockingQueue<>();

    private ApiService service(String name, Function<ApiCall, ApiResult> behaviour) {
        return new ApiService() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public ApiResult call(ApiCall call) {
                seen.add(call);
                return behaviour.apply(call);
            }
        };
    }

    private ApiService echo() {
        return service("echo", call -> new ApiResult.Answered(call.request()));
    }

    @Test
    void aPageInABrowserIsNotServed() throws IOException {
        try (var node = new Node(echo());
                var line = node.program("shop", "a-1").dial()) {
            var call = new String(Program.envelope("echo", "Say", NONE, ""), UTF_8);
            line.send("POST /rpc_http HTTP/1.1\r\nHost: api\r\nOrigin: http://evil.example\r\nContent-Length: "
                    + call.length() + "\r\n\r\n" + call);
            assertThat(line.read().status()).isEqualTo(404);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void manyCallsOnOneConnectionAreAnsweredWithTwoHundred() throws IOException {
        try (var node = new Node(echo());
                var line = node.program("shop", "a-1").dial()) {
            for (int i = 0; i < 50; i++) {
                var sent = "call " + i;
                var response = line.call(Program.envelope("echo", "Say", sent.getBytes(UTF_8), ""), "5.0");
                assertThat(response.getResponse().toStringUtf8()).isEqualTo(sent);
                assertThat(response.hasRpcError() || response.hasApplicationError())
                        .isFalse();
            }
        }
    }

    @Test
    void theServiceKnowsWhoCalls() throws Exception {
        try (var node = new Node(echo())) {
            var program = node.program("shop", "a-1");
            program.call("echo", "Say", NONE, node.ticket(program));
            program.call("echo", "Say", NONE, "secretkey");
            program.call("echo", "Say", NONE, "");

            var caller = seen.take().caller();
            assertThat(caller.version()).isEqualTo(Node.version("shop"));
            assertThat(caller.instance()).isEqualTo(program.instance());
            assertThat(caller.appId()).isEqualTo("s~shop");
            assertThat(caller.request().orElseThrow().id()).isEqualTo("request-1");
            assertThat(seen.take().caller().request()).isEmpty();
            assertThat(seen.take().caller().request()).isEmpty();
        }
    }

    @Test
    void errorsOfTheServiceAndOfTheCallAreToldApart() throws IOException {
        try (var node = new Node(
                service("app", call -> new ApiResult.ApplicationError(4, "need index")),
                service("rpc", call -> new ApiResult.RpcError(RpcCode.OVER_QUOTA, "too much")))) {
            var program = node.program("shop", "a-1");

            var app = program.call("app", "Do", NONE);
            assertThat(app.getApplicationError().getCode()).isEqualTo(4);
            assertThat(app.getApplicationError().getDetail()).isEqualTo("need index");
            assertThat(app.hasRpcError() || app.hasResponse()).isFalse();

            var rpc = program.call("rpc", "Do", NONE);
            assertThat(rpc.getRpcError().getCode()).isEqualTo(4);
            assertThat(rpc.getRpcError().getDetail()).isEqualTo("too much");
            assertThat(rpc.hasException() || rpc.hasJavaException()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"channel,Send,1", "urlfetch,Fetch,7", "images,Transform,7", "'',Get,1", "Memcache,Get,1"})
    void whatIsNotOfferedIsNamed(String service, String method, int code) throws IOException {
        try (var node = new Node(echo())) {
            var response = node.program("shop", "a-1").call(service, method, NONE);

            assertThat(response.getRpcError().getCode()).isEqualTo(code);
            assertThat(response.getRpcError().getDetail()).contains(service).contains(method);
        }
    }

    @Test
    void aServiceThatBreaksIsAnErrorOfTheCallAndItsTextStaysHere() throws IOException {
        try (var node = new Node(
                service("bad", call -> {
                    throw new IllegalStateException("secret");
                }),
                service("worse", call -> {
                    throw new StackOverflowError("secret");
                }),
                echo())) {
            var program = node.program("shop", "a-1");
            for (var name : List.of("bad", "worse")) {
                var response = program.call(name, "Do", NONE);
                assertThat(response.getRpcError().getCode()).isZero();
                assertThat(response.getRpcError().getDetail()).doesNotContain("secret");
            }
            assertThat(program.call("echo", "Say", NONE).hasResponse()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0001\u0002\u0003", "GET / HTTP/1.1", "\n\u0005"})
    void garbageIsAParseError(String body) throws IOException {
        try (var node = new Node(echo());
                var line = node.program("shop", "a-1").dial()) {
            var response = line.call(body.getBytes(UTF_8), "60");
            assertThat(response.getRpcError().getCode()).isEqualTo(2);
        }
    }

    @Test
    void aCallThatOverrunsItsDeadlineIsAnsweredAndTheConnectionGoesOn() throws Exception {
        var free = new CountDownLatch(1);
        try (var node = new Node(
                        service("slow", call -> {
                            try {
                                free.await();
                            } catch (InterruptedException stopping) {
                                Thread.currentThread().interrupt();
                            }
                            return new ApiResult.Answered("late".getBytes(UTF_8));
                        }),
                        echo());
                var line = node.program("shop", "a-1").dial()) {
            long began = System.nanoTime();
            var response = line.call(Program.envelope("slow", "Do", NONE, ""), "0.2");
            assertThat(response.getRpcError().getCode()).isEqualTo(12);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

            free.countDown();
            for (int i = 0; i < 3; i++) {
                var next = line.call(Program.envelope("echo", "Say", ("next" + i).getBytes(UTF_8), ""), "10");
                assertThat(next.getResponse().toStringUtf8()).isEqualTo("next" + i);
            }
        }
    }

    @Test
    void moreCallsThanPlacesWaitUpToTheirDeadline() throws Exception {
        var free = new CountDownLatch(1);
        var limits = new ApiLimits(
                1 << 20,
                1 << 20,
                1 << 20,
                1,
                10,
                Duration.ofSeconds(60),
                Duration.ofSeconds(600),
                Duration.ofMinutes(5));
        try (var node = new Node(limits, service("slow", call -> {
            try {
                free.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            return new ApiResult.Answered(NONE);
        }))) {
            var program = node.program("shop", "a-1");
            var other = node.program("other", "b-1");
            try (var first = program.dial();
                    var second = program.dial();
                    var elsewhere = other.dial()) {
                first.post(Program.envelope("slow", "Do", NONE, ""), "60");
                seen.take();
                var refused = second.call(Program.envelope("slow", "Do", NONE, ""), "0.1");
                assertThat(refused.getRpcError().getCode()).isEqualTo(12);
                assertThat(seen).as("it never got to the service").isEmpty();

                elsewhere.post(Program.envelope("slow", "Do", NONE, ""), "60");
                assertThat(seen.take().caller().site().value())
                        .as("another instance has its own places")
                        .isEqualTo("other");
                free.countDown();
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(elsewhere.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRequestThatIsTooLargeIsReadAndRefusedAndTheConnectionGoesOn() throws IOException {
        var limits = new ApiLimits(
                1000, 1000, 1500, 10, 10, Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofMinutes(5));
        try (var node = new Node(limits, echo());
                var line = node.program("shop", "a-1").dial()) {
            var tooLarge = line.call(new byte[1001], "60");
            assertThat(tooLarge.getRpcError().getCode()).isEqualTo(5);

            line.send("POST /rpc_http HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 11; i++) {
                line.send("64\r\n" + "x".repeat(100) + "\r\n");
            }
            line.send("0\r\n\r\n");
            assertThat(line.read().status()).isEqualTo(200);

            var next = line.call(Program.envelope("echo", "Say", "ok".getBytes(UTF_8), ""), "60");
            assertThat(next.getResponse().toStringUtf8()).isEqualTo("ok");
            assertThat(node.server.gatheredBytes()).isZero();
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsRefused() throws IOException {
        var limits = new ApiLimits(
                1000, 1000, 1500, 10, 10, Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofMinutes(5));
        try (var node = new Node(limits, service("big", call -> new ApiResult.Answered(new byte[1001])))) {
            var response = node.program("shop", "a-1").call("big", "Get", NONE);
            assertThat(response.getRpcError().getCode()).isEqualTo(9);
        }
    }

    @Test
    void halfARequestHoldsMemoryOnlyWhileItsConnectionLives() throws Exception {
        try (var node = new Node(echo())) {
            var program = node.program("shop", "a-1");
            try (var line = program.dial()) {
                line.send("POST /rpc_http HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
                await(() -> node.server.gatheredBytes() == 1_000_000);
            }
            await(() -> node.server.gatheredBytes() == 0);
        }
    }

    private static void await(java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "nonsense\r\n\r\n", "POST /other HTTP/1.1\r\n\r\n"})
    void whatIsNoCallEndsTheConnection(String text) throws IOException {
        try (var node = new Node(echo());
                var line = node.program("shop", "a-1").dial()) {
            line.send(text);
            assertThat(line.read().status()).isIn(400, 404);
            assertThat(line.isEnded()).isTrue();
        }
    }

    @Test
    void connectionsBeyondTheBoundAreClosed() throws IOException {
        var limits = new ApiLimits(
                1000, 1000, 1500, 10, 1, Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofMinutes(5));
        try (var node = new Node(limits, echo())) {
            var program = node.program("shop", "a-1");
            try (var one = program.dial()) {
                one.call(Program.envelope("echo", "Say", NONE, ""), "60");
                try (var two = program.dial()) {
                    assertThat(two.isEnded()).isTrue();
                }
            }
        }
    }

    @Test
    void aClosedDoorEndsItsConnections() throws IOException {
        try (var node = new Node(echo())) {
            var program = node.program("shop", "a-1");
            try (var line = program.dial()) {
                line.call(Program.envelope("echo", "Say", NONE, ""), "60");
                program.door().close();
                assertThat(line.isEnded()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0,10000",
        "60,60000",
        "0.25,250",
        "1e9,600000",
        "-1,60000",
        "0,60000",
        "NaN,60000",
        "soon,60000",
        ",60000"
    })
    void theDeadlineIsSecondsInDecimal(String text, long millis) {
        assertThat(RequestHead.wait(text, ApiLimits.DEFAULT)).isEqualTo(Duration.ofMillis(millis));
    }
}
