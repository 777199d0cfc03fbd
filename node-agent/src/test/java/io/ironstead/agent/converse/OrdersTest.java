package io.ironstead.agent.converse;

import static io.ironstead.agent.fake.Sites.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.FakeVersions;
import io.ironstead.agent.fake.Sites;
import io.ironstead.agent.supervise.DesiredStore;
import io.ironstead.agent.supervise.Supervisor;
import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersTest {
    static final Digest BUNDLE = new Digest("ab".repeat(32));

    @TempDir
    Path data;

    final Logs logs = new Logs();
    final BlockingQueue<ToConsole> replies = new LinkedBlockingQueue<>();
    final List<String> done = new ArrayList<>();
    Supervisor supervisor;
    Orders orders;

    @BeforeEach
    void start() throws IOException {
        supervisor = new Supervisor(new DesiredStore(data.resolve("desired.json")), new FakeVersions(), _ -> {});
        supervisor.start();
        var facts = new NodeFacts("h", "os", 2, 1, 1, "127.0.0.1:8000", 1, "none", List.of());
        orders = new Orders(
                () -> new ToConsole.Hello(new NodeId("node-1"), "0.1.0", supervisor.revisionApplied(), facts),
                supervisor,
                logs,
                (site, method, json) -> new DataDesk.Said(200, "{\"" + method + "\":" + json + "}"),
                new Pool());
    }

    @AfterEach
    void close() {
        supervisor.close();
    }

    @Test
    void anOlderDesiredStateIsAnswered() {
        hear(new ToNode.Desired(Sites.state(5)));
        assertThat(replies).isEmpty();
        hear(new ToNode.Desired(Sites.state(4)));
        assertThat(replies).singleElement().isInstanceOf(ToConsole.Refused.class);
    }

    @Test
    void aCallToTheDatastoreIsAnsweredUnderItsNumber() throws InterruptedException {
        hear(new ToNode.DatastoreCall(9, SHOP, "lookup", "{}"));
        assertThat(replies.poll(20, TimeUnit.SECONDS))
                .isEqualTo(new ToConsole.DatastoreAnswer(9, 200, "{\"lookup\":{}}"));
    }

    @Test
    void aTailGivesLinesUntilItIsEnded() {
        hear(new ToNode.Tail(3, SHOP, 100));
        logs.write(SHOP, "one", 0);
        logs.write(SHOP, "two", 5);
        assertThat(replies)
                .containsExactly(
                        new ToConsole.Lines(3, List.of(line("one")), 0),
                        new ToConsole.Lines(3, List.of(line("two")), 5));

        hear(new ToNode.EndTail(3));
        hear(new ToNode.EndTail(99));
        assertThat(logs.readers).isEmpty();
    }

    @Test
    void theSameTailTwiceIsOne() {
        hear(new ToNode.Tail(3, SHOP, 100));
        hear(new ToNode.Tail(3, SHOP, 100));
        assertThat(logs.opened).isEqualTo(1);
    }

    @Test
    void tailsAreBounded() {
        for (int i = 0; i < Orders.TAILS_MAX; i++) {
            hear(new ToNode.Tail(i, SHOP, 100));
        }
        assertThat(replies).isEmpty();
        hear(new ToNode.Tail(1_000, SHOP, 100));
        assertThat(replies).singleElement().isInstanceOf(ToConsole.Refused.class);
        assertThat(logs.readers).hasSize(Orders.TAILS_MAX);
    }

    @Test
    void aTailReachesBackOnlySoFar() {
        hear(new ToNode.Tail(1, SHOP, Integer.MAX_VALUE));
        assertThat(logs.lastLines).isEqualTo(10_000);
        hear(new ToNode.Tail(2, SHOP, -5));
        assertThat(logs.lastLines).isZero();
    }

    @Test
    void tailsEndWithTheConversation() {
        hear(new ToNode.Tail(1, SHOP, 10));
        orders.lost();
        assertThat(logs.readers).isEmpty();
    }

    @Test
    void theEndOfABuildLogIsSent() throws InterruptedException {
        logs.buildLog = "x".repeat(2 * 1024 * 1024) + "the end";
        hear(new ToNode.SendBuildLog(9, BUNDLE));
        var answer = (ToConsole.BuildLog) replies.poll(20, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        assertThat(answer.requestId()).isEqualTo(9);
        assertThat(answer.bundle()).isEqualTo(BUNDLE);
        assertThat(answer.text()).hasSize(1024 * 1024).endsWith("the end");
    }

    @Test
    void instancesAreRetiredAndTheMachineLeaves() {
        hear(new ToNode.Retire(new InstanceId("i-1")));
        assertThat(logs.retired).containsExactly(new InstanceId("i-1"));
        orders.connected();
        hear(new ToNode.Leave());
        orders.refused();
        assertThat(done).containsExactly("accepted", "ended", "refused");
    }

    @Test
    void whatItHasNoWordForIsRefused() {
        hear(new ToNode.Unknown());
        assertThat(replies).singleElement().isInstanceOf(ToConsole.Refused.class);
    }

    private void hear(ToNode message) {
        orders.received(message, replies::add);
    }

    private static LogLine line(String text) {
        return new LogLine(Instant.EPOCH, ServiceName.DEFAULT, new VersionId("v1"), new InstanceId("i-1"), false, text);
    }

    private final class Pool implements Membership {
        @Override
        public void accepted() {
            done.add("accepted");
        }

        @Override
        public void refused() {
            done.add("refused");
        }

        @Override
        public void ended() {
            done.add("ended");
        }
    }

    /** A log whose readers get what the test writes. */
    private static final class Logs implements Workshop {
        final Map<Lines, SiteName> readers = new HashMap<>();
        final List<InstanceId> retired = new ArrayList<>();
        String buildLog = "";
        int opened;
        int lastLines;

        void write(SiteName site, String text, long skipped) {
            readers.forEach((reader, of) -> {
                if (of.equals(site)) {
                    reader.take(List.of(line(text)), skipped);
                }
            });
        }

        @Override
        public Reading tail(SiteName site, int last, Lines lines) {
            opened++;
            lastLines = last;
            readers.put(lines, site);
            return () -> readers.remove(lines);
        }

        @Override
        public String buildLog(Digest bundle) {
            return buildLog;
        }

        @Override
        public void retire(InstanceId instance) {
            retired.add(instance);
        }
    }
}
