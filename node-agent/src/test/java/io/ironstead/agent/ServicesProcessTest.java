package io.ironstead.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Sites;
import io.ironstead.agent.fake.Visitor;
import io.ironstead.model.ServiceName;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.RetryRules;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.app.TaskFiles;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.VersionReport.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** App Engine's services as an unmodified program finds them: Google's Python SDK in a real process of a real agent. */
class ServicesProcessTest {
    private static final String SDK = "appengine-python-standard==3.1.0";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    static Path folder;

    static FakeConsole console;
    static AgentProcess agent;
    static int port;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(pipReaches(SDK), "pip cannot get " + SDK + " here, so there is no SDK to test with");
        console = new FakeConsole();
        var archive = Archives.of(
                Map.of("main.py", resource("services/main.py"), "requirements.txt", SDK + "\nsetuptools<81\n"));
        console.bundle(archive.digest(), archive.bytes());
        var version = Sites.version("v1", 1, archive.digest(), program());
        console.desire(Sites.state(1, Sites.shop(Sites.all("v1"), version)));
        agent = AgentProcess.start(
                folder.resolve("node"), Map.of("AGENT_TOKEN", console.newToken().text()), "--agent.http-port=0");
        port = agent.awaitAccepted().httpPort();
        awaitBuilt();
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
            console.close();
        }
    }

    private static boolean pipReaches(String requirement) throws IOException, InterruptedException {
        var pip = new ProcessBuilder(
                        "python3", "-m", "pip", "download", "-q", "--no-deps", "-d", folder.toString(), requirement)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pip.out").toFile())
                .start();
        return pip.waitFor(60, TimeUnit.SECONDS) && pip.exitValue() == 0;
    }

    private static String resource(String name) throws IOException {
        try (var stream = ServicesProcessTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static AppDescriptor program() {
        return new AppDescriptor(
                Runtime.PYTHON,
                "python311",
                ServiceName.DEFAULT,
                Optional.of("python main.py"),
                Map.of(),
                List.of(new Handler.Script(".*", "auto", Handler.Access.OPEN)),
                Scaling.Automatic.DEFAULT,
                InstanceClass.F2,
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                new TaskFiles(
                        Optional.of(List.of(fast(), QueueDefinition.push("default"), pull())),
                        Optional.of(List.of(new CronJob(
                                "/cron", "", "every 1 minutes", ZoneOffset.UTC, Optional.empty(), Optional.empty())))));
    }

    private static QueueDefinition fast() {
        return new QueueDefinition(
                "fast", QueueDefinition.Mode.PUSH, 500, "500/s", 100, 10, Optional.empty(), RetryRules.DEFAULT);
    }

    private static QueueDefinition pull() {
        return new QueueDefinition(
                "pull", QueueDefinition.Mode.PULL, 0, "", 5, 10, Optional.empty(), RetryRules.DEFAULT);
    }

    /** Installing the SDK takes most of a minute. */
    private static void awaitBuilt() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (System.nanoTime() < end) {
            for (var version :
                    console.awaitMessage(ToConsole.Report.class).report().versions()) {
                assertThat(version.phase()).as(String.valueOf(version)).isNotEqualTo(Phase.FAILED);
                if (version.phase() == Phase.READY) {
                    return;
                }
            }
        }
        throw new AssertionError("The program was not built in time");
    }

    private static JsonNode page(String path) throws IOException {
        var answer = Visitor.get(port, "shop.localhost", path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return JSON.readTree(answer.text().substring(answer.text().indexOf("\r\n\r\n") + 4));
    }

    @Test
    void aProgramSignsChecksAndHasTokens() throws IOException {
        var page = page("/identity");
        assertThat(page.get("account").asString()).isEqualTo("shop@localhost");
        assertThat(page.get("application").asString()).isEqualTo("shop");
        assertThat(page.get("bucket").isNull()).isTrue();
        assertThat(page.get("verified").asBoolean()).isTrue();
        assertThat(page.get("token").asString()).contains("scope.example");
    }

    @Test
    void aProgramKnowsItsSite() throws IOException {
        var page = page("/site");
        assertThat(page.get("modules").toString()).isEqualTo("[\"default\"]");
        assertThat(page.get("versions").toString()).isEqualTo("[\"v1\"]");
        assertThat(page.get("default").asString()).isEqualTo("v1");
        assertThat(page.get("hostname").asString()).isEqualTo("v1-dot-default-dot-shop.localhost:" + port);
        assertThat(Visitor.get(port, page.get("hostname").asString(), "/").status())
                .as("the broker serves what the service names")
                .isEqualTo(200);
        assertThat(page.get("unknown").get(0).asString()).isEqualTo("InvalidModuleError");
        assertThat(page.get("instances").get(0).asString()).isEqualTo("InvalidVersionError");
        assertThat(page.get("start").get(0).asString()).isEqualTo("FeatureNotEnabledError");
        assertThat(page.get("start").get(1).asString())
                .contains("modules.StartModule")
                .contains("console");
    }

    @Test
    void aProgramHasItsMemcache() throws IOException {
        var page = page("/cache");
        assertThat(page.get("seen").toString()).isEqualTo("{\"n\":[1,\"ä\"]}");
        assertThat(page.get("cas").asBoolean()).isTrue();
        assertThat(page.get("cas_of_stale").asBoolean()).isFalse();
        assertThat(page.get("incr").asInt()).isEqualTo(42);
        assertThat(page.get("batch").toString()).contains("\"n\":43").contains("\"m\":105");
        assertThat(page.get("multi").toString()).isEqualTo("{\"a\":\"new\"}");
        assertThat(page.get("add").asBoolean()).isFalse();
        assertThat(page.get("deleted").asInt()).isEqualTo(2);
        assertThat(page.get("hits").asInt()).isPositive();
    }

    @Test
    void aProgramKeepsItsDataAndReachesNoOthers() throws IOException {
        var page = page("/data");
        assertThat(page.get("transaction").asString()).isEqualTo("kept and changed");
        assertThat(page.get("found").toString()).isEqualTo("[\"kept and changed\"]");
        assertThat(page.get("app").asString()).isEqualTo("s~shop");
        assertThat(page.get("foreign").get(0).asString()).isEqualTo("BadRequestError");
    }

    @Test
    void aProgramsTasksComeToItAndThoseOfTransactionsOnlyIfTheyCommitted() throws Exception {
        var added = page("/add");
        assertThat(added.get("again").get(0).asString()).isEqualTo("TaskAlreadyExistsError");
        assertThat(added.get("unknown").get(0).asString()).isEqualTo("UnknownQueueError");
        assertThat(added.get("leased").toString()).isEqualTo("[\"to pull\"]");
        assertThat(added.get("left").asInt()).isZero();

        // One named, twenty of a queue, one deferred, one that fails first, one of a transaction.
        var done = awaitDone(24);
        assertThat(page("/done").get("orders").toString()).isEqualTo("[\"order-True\"]");
        assertThat(done.get("deferred").get("greeting").asString()).isEqualTo("good day world");
        var named = done.get("named");
        assertThat(named.get("body").asString()).isEqualTo("key=a+value");
        assertThat(named.get("queue").asString()).isEqualTo("default");
        assertThat(named.get("method").asString()).isEqualTo("POST");
        assertThat(named.get("from").asString()).isEqualTo("0.1.0.2");
        assertThat(named.get("X_APPENGINE_TASKRETRYCOUNT").asString()).isEqualTo("0");
        assertThat(done.get("fails").get("X_APPENGINE_TASKRETRYCOUNT").asString())
                .isEqualTo("1");
        assertThat(done.get("fails").get("X_APPENGINE_TASKPREVIOUSRESPONSE").asString())
                .isEqualTo("500");
        var bodies = new ArrayList<String>();
        done.forEach(one -> bodies.add(one.path("body").asString("")));
        assertThat(bodies).contains("0", "19", "transaction True").doesNotContain("transaction False");
    }

    /** What tasks have written, once there is so much of it. */
    private static JsonNode awaitDone(int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            var done = page("/done").get("done");
            if (done.size() >= count || System.nanoTime() > end) {
                assertThat(done.size()).as(done.toString()).isGreaterThanOrEqualTo(count);
                return done;
            }
            console.awaitMessage(ToConsole.Report.class);
        }
    }

    @Test
    void aProgramIsToldTheStateOfServicesAndWhatIsMissing() throws IOException {
        var page = page("/state");
        assertThat(page.get("datastore").asBoolean()).isTrue();
        assertThat(page.get("memcache").asBoolean()).isTrue();
        assertThat(page.get("images").asBoolean()).isFalse();
        assertThat(page.get("login").asString()).isEqualTo("/_ah/login?continue=%2Forders%3Fid%3D5");
        assertThat(page.get("logout").asString()).startsWith("/_ah/logout?continue=");
        assertThat(page.get("oauth").get(0).asString()).isEqualTo("InvalidOAuthParametersError");
        assertThat(page.get("user").asString()).isEqualTo("None");
        assertThat(page.get("system").get(0).asString()).isEqualTo("FeatureNotEnabledError");
        assertThat(page.get("long_gone").get(1).asString())
                .startsWith("1 ")
                .contains("xmpp")
                .contains("SendMessage");
    }

    @Test
    void whatAProgramLogsIsInTheSitesLogWithItsLevel() throws Exception {
        // With the lines before it: the page may be answered before the node has heard of the tail.
        console.send(new ToNode.Tail(7, Sites.SHOP, 100));
        assertThat(page("/logs").get("flushed").asInt()).isEqualTo(2);

        var found = new ArrayList<LogLine>();
        while (found.size() < 2) {
            console.awaitMessage(ToConsole.Lines.class).lines().stream()
                    .filter(line ->
                            line.text().contains("all is well") || line.text().contains("went wrong"))
                    .forEach(found::add);
        }
        console.send(new ToNode.EndTail(7));
        assertThat(found).extracting(LogLine::text).containsExactly("INFO all is well", "ERROR that went wrong");
        assertThat(found).extracting(LogLine::standardError).containsExactly(false, true);
        assertThat(found).extracting(line -> line.version().value()).containsOnly("v1");
    }

    @Test
    void aTicketIsGoodForItsRequestOnly() throws IOException {
        var page = page("/tickets");
        assertThat(page.get("own").toString()).isEqualTo("[\"answered\",\"True\"]");
        assertThat(page.get("none").toString()).as("by its connection").isEqualTo("[\"answered\",\"True\"]");
        assertThat(page.get("made_up").get(1).asString()).startsWith("3 ").contains("ticket");
        assertThat(page.get("thread").get(0).asString())
                .as("a thread of the request")
                .isEqualTo("answered");

        var used = page("/used?" + page.get("ticket").asString()).get("used");
        assertThat(used.get(1).asString()).startsWith("3 ").contains("its request is over");
    }
}
