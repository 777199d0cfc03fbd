package io.ironstead.agent;

import static io.ironstead.agent.fake.Sites.all;
import static io.ironstead.agent.fake.Sites.shop;
import static io.ironstead.agent.fake.Sites.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Visitor;
import io.ironstead.link.JoinToken;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.VersionReport.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent in its own process: real broker, real instances, real TLS; only the console is a fake. */
class AgentProcessTest {
    static final Duration STOP_MAX = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    FakeConsole console;
    Path data;

    @BeforeEach
    void startConsole() throws IOException {
        console = new FakeConsole();
        data = folder.resolve("node");
    }

    @AfterEach
    void stopConsole() {
        console.close();
    }

    @Test
    void aSiteStaysUpWithoutItsConsoleAndComesBackWithoutItAfterAKill() throws Exception {
        console.desire(state(1, pageServer("v1", 1, "first")));
        long oldProgram;
        try (var agent = start(console.newToken())) {
            int port = agent.awaitAccepted().httpPort();
            awaitPage(port, "first");
            oldProgram = awaitReport(report -> !report.instances().isEmpty())
                    .instances()
                    .getFirst()
                    .pid();

            console.stop();
            awaitPage(port, "first");
            agent.kill();
        }

        int port = freePort();
        try (var agent = start(null, "--agent.http-port=" + port)) {
            assertThat(firstAnswer(port).status())
                    .as("never told that it is not here")
                    .isEqualTo(200);
            assertThat(ProcessHandle.of(oldProgram).filter(ProcessHandle::isAlive))
                    .as("the program of the agent that was killed")
                    .isEmpty();
            assertThat(data.resolve("agent.json")).as("not accepted yet").doesNotExist();

            console.start();
            agent.awaitAccepted();
            var running = awaitReport(report ->
                    report.instances().stream().anyMatch(instance -> instance.state() == InstanceReport.State.READY));
            agent.stop();
            assertThat(agent.awaitExit(STOP_MAX)).isEqualTo(143);
            for (var instance : running.instances()) {
                assertThat(ProcessHandle.of(instance.pid()).filter(ProcessHandle::isAlive))
                        .isEmpty();
            }
            assertThat(data.resolve("agent.json")).doesNotExist();
        }
    }

    @Test
    void visitorsMoveToANewVersionWhenItIsReadyAndNoneIsRefusedMeanwhile() throws Exception {
        console.desire(state(1, pageServer("v1", 1, "first")));
        try (var agent = start(console.newToken())) {
            int port = agent.awaitAccepted().httpPort();
            awaitPage(port, "first");

            console.desire(state(2, pageServer("v2", 2, "second")));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        var answer = Visitor.get(port, "shop.localhost", "/index.html");
                        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                        return answer.text().endsWith("second");
                    });
            var report =
                    awaitReport(r -> r.revisionApplied() == 2 && r.versions().size() == 1);
            assertThat(report.versions().getFirst().phase()).isEqualTo(Phase.READY);
            assertThat(report.machine().memoryUsedBytes()).isPositive();

            console.send(new ToNode.Leave());
            assertThat(agent.awaitExit(STOP_MAX)).isZero();
            assertThat(data.resolve("identity")).doesNotExist();
            assertThat(data.resolve("desired.json")).doesNotExist();
        }
    }

    @Test
    void twoAgentsNeverShareAFolder() throws Exception {
        try (var first = start(console.newToken())) {
            first.awaitAccepted();
            try (var second = start(console.newToken())) {
                assertThat(second.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
                assertThat(second.errors()).contains("Another agent is running in " + data);
            }
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var agent = start(console.newToken(), "--agent.http-port=" + taken.getLocalPort())) {
            assertThat(agent.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(agent.errors())
                    .contains("port " + taken.getLocalPort())
                    .contains("--agent.http-port")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aRefusedTokenEndsTheStartWithOneSentence() throws Exception {
        var token = console.newToken();
        console.expire(token);
        try (var agent = start(token)) {
            assertThat(agent.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(agent.errors())
                    .startsWith("ironstead agent: The console refused the join token")
                    .hasLineCount(1);
        }
    }

    @Test
    void aBadSettingIsNamed() throws Exception {
        try (var agent = start(console.newToken(), "--agent.http-port=70000")) {
            assertThat(agent.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(agent.errors())
                    .contains("agent.http-port must be 0 to 65535")
                    .hasLineCount(1);
        }
    }

    private AgentProcess start(@Nullable JoinToken token, String... settings) throws IOException {
        var environment = token == null ? Map.<String, String>of() : Map.of("AGENT_TOKEN", token.text());
        var all = settings.length == 0 ? new String[] {"--agent.http-port=0"} : settings;
        return AgentProcess.start(data, environment, all);
    }

    private DesiredSite pageServer(String name, long deploymentId, String page) throws IOException {
        var archive = Archives.onePage(page);
        console.bundle(archive.digest(), archive.bytes());
        return shop(all(name), archive.served(name, deploymentId));
    }

    private static void awaitPage(int port, String page) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Visitor.get(port, "shop.localhost", "/index.html")
                        .text()
                        .endsWith(page));
    }

    private static Visitor.Answer firstAnswer(int port) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Visitor.get(port, "shop.localhost", "/index.html"), answer -> true);
    }

    private NodeReport awaitReport(Predicate<NodeReport> wanted) throws InterruptedException {
        while (true) {
            var report = console.awaitMessage(ToConsole.Report.class).report();
            if (wanted.test(report)) {
                return report;
            }
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
