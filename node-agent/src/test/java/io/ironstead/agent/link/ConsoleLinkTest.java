package io.ironstead.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.ManualTimers;
import io.ironstead.agent.fake.Members;
import io.ironstead.agent.join.Identity;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversation over real sockets and real TLS; only the waiting between two dials belongs to the test. */
class ConsoleLinkTest {
    static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    @TempDir
    Path data;

    FakeConsole console;
    Identity identity;
    ConsoleLink link;
    final ManualTimers timers = new ManualTimers();
    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void joinAndStart() throws IOException, InterruptedException {
        console = new FakeConsole();
        identity = Members.join(console, data.resolve("identity"), "node-1");
        link = new ConsoleLink(
                new ConsoleChannels(() -> identity),
                new Recorder(),
                timers,
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), new Random(1)));
        console.desire(new DesiredState(5, false, List.of()));
    }

    @AfterEach
    void close() {
        link.close();
        console.close();
    }

    @Test
    void saysHelloFirstAndHearsTheDesiredState() throws Exception {
        link.start();

        assertThat(console.awaitMessage(ToConsole.class)).isInstanceOf(ToConsole.Hello.class);
        assertThat(next()).isEqualTo("connected");
        assertThat(next()).isEqualTo(new ToNode.Desired(new DesiredState(5, false, List.of())));
    }

    @Test
    void comesBackAfterTheConsoleWasAwayAndHearsTheWholeStateAgain() throws Exception {
        startAndAwaitState();
        console.stop();
        assertThat(next()).isEqualTo("lost");
        assertThat(link.channel()).isEmpty();

        console.desire(new DesiredState(6, false, List.of()));
        console.start();
        awaitWaiting();
        timers.advance(timers.untilNext());

        assertThat(next()).isEqualTo("connected");
        assertThat(next()).isEqualTo(new ToNode.Desired(new DesiredState(6, false, List.of())));
        assertThat(link.channel()).isPresent();
    }

    @Test
    void waitsLongerAndLongerWhileTheConsoleIsAway() throws Exception {
        startAndAwaitState();
        console.stop();
        next();

        var shortest = Duration.ofMillis(100);
        for (int tries = 0; tries < 9; tries++) {
            awaitWaiting();
            assertThat(timers.untilNext()).isBetween(shortest, shortest.multipliedBy(2));
            timers.advance(timers.untilNext());
            var doubled = shortest.multipliedBy(2);
            shortest = doubled.compareTo(Duration.ofSeconds(5)) < 0 ? doubled : Duration.ofSeconds(5);
        }
    }

    @Test
    void aConsoleThatAcceptsAndHangsUpAtOnceIsNotHammered() throws Exception {
        link.start();
        var waits = new ArrayList<Duration>();
        for (int i = 0; i < 5; i++) {
            assertThat(next()).isEqualTo("connected");
            next();
            console.hangUp();
            assertThat(next()).isEqualTo("lost");
            waits.add(timers.untilNext());
            timers.advance(timers.untilNext());
        }
        assertThat(waits.getLast()).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void aGoodConversationMakesTheNextWaitShortAgain() throws Exception {
        link.start();
        for (int i = 0; i < 4; i++) {
            next();
            next();
            console.hangUp();
            next();
            timers.advance(timers.untilNext());
        }
        next();
        next();
        timers.advance(ConsoleLink.GOOD_AFTER);
        console.hangUp();
        next();

        assertThat(timers.untilNext()).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aConsoleThatTakesTheCallAndSaysNothingIsGivenUp() throws Exception {
        console.silent(true);
        link.start();
        console.awaitMessage(ToConsole.Hello.class);
        assertThat(timers.untilNext()).isEqualTo(ConsoleLink.ACCEPT_WAIT_MAX);

        timers.advance(ConsoleLink.ACCEPT_WAIT_MAX);
        console.silent(false);
        timers.advance(timers.untilNext());

        assertThat(next()).isEqualTo("connected");
    }

    @Test
    void eventsWaitForTheConsoleAndReportsDoNot() throws Exception {
        startAndAwaitState();
        console.stop();
        next();
        for (int i = 0; i < 100; i++) {
            link.send(report(i));
        }
        link.send(event("woke"));
        link.send(event("slept"));
        console.start();
        awaitWaiting();
        timers.advance(timers.untilNext());
        next();
        link.send(report(100));

        assertThat(console.awaitMessage(ToConsole.Happened.class)).isEqualTo(event("woke"));
        assertThat(console.awaitMessage(ToConsole.Happened.class)).isEqualTo(event("slept"));
        assertThat(console.awaitMessage(ToConsole.Report.class)).isEqualTo(report(100));
    }

    @Test
    void aRefusedNodeKeepsTrying() throws Exception {
        console.accepting(false);
        link.start();
        assertThat(next()).isEqualTo("refused");
        awaitWaiting();
        console.accepting(true);
        timers.advance(timers.untilNext());

        assertThat(next()).isEqualTo("connected");
    }

    @Test
    void aDialThatFailsInThisProcessIsTriedAgain() throws Exception {
        var broken = new AtomicBoolean(true);
        var channels = new ConsoleChannels(() -> identity);
        var fragile = new ConsoleLink(
                () -> {
                    if (broken.get()) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return channels.get();
                },
                new Recorder(),
                timers,
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), new Random(1)));
        fragile.start();
        assertThat(timers.waiting()).isEqualTo(1);
        broken.set(false);
        timers.advance(timers.untilNext());
        assertThat(next()).isEqualTo("connected");
        fragile.close();
    }

    @Test
    void nothingIsDialledAfterTheEnd() throws Exception {
        startAndAwaitState();
        link.close();

        assertThat(timers.waiting()).isZero();
        link.send(event("late"));
        assertThat(link.channel()).isEmpty();
    }

    private void startAndAwaitState() throws InterruptedException {
        link.start();
        assertThat(next()).isEqualTo("connected");
        assertThat(next()).isInstanceOf(ToNode.Desired.class);
        console.awaitMessage(ToConsole.Hello.class);
    }

    private Object next() throws InterruptedException {
        var event = heard.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("what the listener hears").isNotNull();
        return event;
    }

    /** The only thing left to wait for is the next dial: the last one has failed. */
    private void awaitWaiting() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> timers.waiting() == 1 && timers.untilNext().compareTo(Duration.ofSeconds(10)) <= 0);
    }

    private static ToConsole.Happened event(String sentence) {
        return new ToConsole.Happened(new NodeEvent(NOW, NodeEvent.Level.INFO, Optional.empty(), sentence));
    }

    private static ToConsole.Report report(long revision) {
        var load = new MachineLoad(0, 0, 0, 0, Duration.ZERO);
        return new ToConsole.Report(new NodeReport(NOW, revision, load, List.of(), List.of(), List.of(), List.of()));
    }

    private final class Recorder implements ConsoleLink.Listener {
        @Override
        public ToConsole.Hello hello() {
            var facts = new NodeFacts("h", "os", 2, 1, 1, "127.0.0.1:8000", 1, "none", List.of());
            return new ToConsole.Hello(identity.node(), "0.1.0", 0, facts);
        }

        @Override
        public void connected() {
            heard.add("connected");
        }

        @Override
        public void received(ToNode message, Consumer<ToConsole> reply) {
            heard.add(message);
        }

        @Override
        public void refused() {
            heard.add("refused");
        }

        @Override
        public void lost() {
            heard.add("lost");
        }
    }
}
