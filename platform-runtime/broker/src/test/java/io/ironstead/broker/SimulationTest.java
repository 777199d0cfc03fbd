package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Http2Client;
import io.ironstead.broker.fake.Leaks;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Seeds;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.broker.http.Timeouts;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Flaky visitors and flaky programs, many at a time. Whatever they do: every lease comes back exactly once, no buffer is
 * lost, and who is answered gets his own answer. Threads make no two runs the same; the seed fixes what each of them does.
 */
class SimulationTest {
    private static final int VISITORS = 24;
    private static final int REQUESTS = 25;

    private static final Duration SHORT = Duration.ofMillis(400);

    @ParameterizedTest
    @ArgumentsSource(Seeds.class)
    void everyLeaseComesBackAndNoBufferIsLost(long seed) throws Exception {
        var random = new Random(seed);
        var timeouts = Timeouts.DEFAULT
                .withVisitor(SHORT, Duration.ofSeconds(5), SHORT)
                .withInstance(SHORT, SHORT, SHORT, Duration.ofSeconds(5));
        try (var program = flaky(random.nextLong());
                var house = House.with(
                        new FlakyPlaces(random.nextLong(), program.port()),
                        settings -> settings.withTimeouts(timeouts),
                        Sites.shop());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var visits = new ArrayList<Future<?>>();
            for (int i = 0; i < VISITORS; i++) {
                long own = random.nextLong();
                boolean modern = i % 4 == 0;
                visits.add(threads.submit(
                        () -> modern ? visitHttp2(house, new Random(own)) : visit(house, new Random(own))));
            }
            for (var visit : visits) {
                visit.get(60, TimeUnit.SECONDS);
            }
            house.places().awaitAllBack();

            assertThat(house.places().given()).as("-Dseed=%d", seed).isPositive();
            assertThat(house.places().closedTwice()).as("-Dseed=%d", seed).isZero();
            assertThat(house.broker().drain(Duration.ofSeconds(20)))
                    .as("-Dseed=%d", seed)
                    .isTrue();
            assertThat(house.broker().takeTraffic().running())
                    .as("-Dseed=%d", seed)
                    .isZero();
        }
        assertThat(Leaks.found()).as("-Dseed=%d", seed).isEmpty();
    }

    // --- visitors -----------------------------------------------------------------------------------------------

    private static Void visit(House house, Random random) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            var visitor = house.visitor();
            try {
                boolean again = true;
                while (again) {
                    again = oneRequest(visitor, random);
                }
            } catch (IOException | AssertionError broken) {
                if (broken instanceof AssertionError wrong) {
                    throw wrong;
                }
                // Broken connections are what this is about.
            } finally {
                visitor.close();
            }
        }
        return null;
    }

    /** @return whether the connection may carry another request */
    private static boolean oneRequest(Visitor visitor, Random random) throws IOException {
        var token = "t" + Math.abs(random.nextInt());
        var body = "b".repeat(random.nextInt(4) == 0 ? random.nextInt(300_000) : random.nextInt(50));
        var path = "/" + behaviour(random) + "/" + token;
        switch (random.nextInt(8)) {
            case 0 -> visitor.get(path);
            case 1 ->
                visitor.send("POST " + path + " HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + (body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n")
                        + "0\r\n\r\n");
            case 2 -> {
                visitor.send("POST " + path + " HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 100\r\n\r\nhalf");
                visitor.vanish();
                return false;
            }
            case 3 -> {
                visitor.send("POST " + path
                        + " HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
                visitor.read();
                return false;
            }
            case 4 -> {
                visitor.get(path).get(path);
                if (random.nextBoolean()) {
                    visitor.vanish();
                    return false;
                }
                check(finalAnswer(visitor), token);
            }
            case 5 -> {
                visitor.send("GET " + path
                        + " HTTP/1.1\r\nHost: shop.localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
                visitor.readHead();
                return false;
            }
            default ->
                visitor.send("PUT " + path + " HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        }
        var answer = finalAnswer(visitor);
        check(answer, token);
        return !answer.header("connection").equals("close") && random.nextInt(5) != 0;
    }

    private static Visitor.Answer finalAnswer(Visitor visitor) throws IOException {
        var answer = visitor.read();
        while (answer.status() == 103) {
            answer = visitor.read();
        }
        return answer;
    }

    private static void check(Visitor.Answer answer, String token) {
        if (answer.status() == 200) {
            assertThat(answer.text()).contains(token);
        }
    }

    private static Void visitHttp2(House house, Random random) {
        try (var client = Http2Client.at(house.broker().httpAddress())) {
            for (int i = 0; i < REQUESTS; i++) {
                var token = "t" + Math.abs(random.nextInt());
                boolean bodiless = random.nextBoolean();
                var stream = client.open(
                        Http2Client.request(bodiless ? "GET" : "POST", "/" + behaviour(random) + "/" + token),
                        bodiless);
                if (!bodiless) {
                    stream.data("b".repeat(random.nextInt(200_000)), random.nextInt(5) != 0);
                }
                if (random.nextInt(5) == 0) {
                    stream.channel().close();
                    continue;
                }
                var answer = stream.answer();
                if (answer.status() == 200 && answer.reset() == -1) {
                    assertThat(answer.text()).contains(token);
                }
            }
        } catch (CompletionException | IllegalStateException broken) {
            // The broker may end a connection that does such things.
        }
        return null;
    }

    // --- programs -----------------------------------------------------------------------------------------------

    private static String behaviour(Random random) {
        var all = new String[] {
            "fine", "fine", "fine", "chunked", "close", "early", "crash", "half", "garbage", "silent", "big", "interim",
            "extra"
        };
        return all[random.nextInt(all.length)];
    }

    private static Program flaky(long seed) throws IOException {
        var random = new Random(seed);
        return Program.that(call -> {
            var path = call.head().path();
            int cut = random.nextInt(1000);
            switch (path.split("/")[1]) {
                case "chunked" -> {
                    call.body();
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(path.length()) + "\r\n" + path + "\r\n0\r\nX-T: 1\r\n\r\n");
                }
                case "close" -> {
                    call.body();
                    call.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + path);
                    call.hangUp();
                }
                case "early" -> {
                    call.ok(path);
                    call.hangUp();
                }
                case "crash" -> {
                    call.crash();
                    throw new SocketException("crashed");
                }
                case "half" -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(cut));
                    call.crash();
                    throw new SocketException("crashed");
                }
                case "garbage" -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
                    call.hangUp();
                }
                case "silent" -> call.in().readAllBytes();
                case "big" -> {
                    call.body();
                    call.ok(path + "y".repeat(400_000));
                }
                case "interim" -> {
                    call.send("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
                    call.body();
                    call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                }
                case "extra" -> {
                    call.body();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path + "more");
                }
                default -> {
                    call.body();
                    call.ok(path);
                }
            }
        });
    }

    /** Gives places at once, late, never, or not at all. */
    private static final class FlakyPlaces extends Places {
        private final Random random;

        FlakyPlaces(long seed, int port) {
            super(port);
            random = new Random(seed);
        }

        @Override
        protected synchronized Mood mood() {
            return switch (random.nextInt(10)) {
                case 0 -> Mood.LATE;
                case 1 -> random.nextBoolean() ? Mood.NEVER : Mood.REFUSED;
                case 2 -> Mood.DEAD;
                default -> Mood.NOW;
            };
        }
    }
}
