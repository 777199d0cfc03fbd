package io.ironstead.agent.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.fake.FakeAuthority;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.wire.v1.V1Method;
import io.ironstead.model.Deadline;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NodeId;
import io.ironstead.model.RequestFacts;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.Caller;
import io.ironstead.services.LedService;
import io.ironstead.services.RpcCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that share a store, each with its own engine and doors, over real connections with mutual TLS. */
class PoolDataTest {
    private static final List<SiteName> SITES =
            IntStream.range(0, 6).mapToObj(i -> new SiteName("site-" + i)).toList();

    @TempDir
    Path folder;

    private final FakeAuthority authority = new FakeAuthority();
    private final List<DataNode> nodes = new CopyOnWriteArrayList<>();
    private CouchHome store;
    private Duration patience = Duration.ofSeconds(20);

    @BeforeEach
    void start() throws IOException {
        store = CouchHome.embedded(folder.resolve("store"), InstantSource.system());
        for (int i = 0; i < 3; i++) {
            nodes.add(node("node-" + i, authority, id -> true));
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(DataNode::close);
        store.close();
    }

    private DataNode node(String name, FakeAuthority by, Predicate<NodeId> isMember) throws IOException {
        return new DataNode(
                name,
                folder,
                store.ownAddress().orElseThrow(),
                folder.resolve("store").resolve("password"),
                by,
                nodes,
                isMember,
                patience);
    }

    private DataNode leaderOf(SiteName site) {
        return nodes.stream()
                .filter(node -> node.heard && node.data.leads(site))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anyNodeAnswersForAnySiteAndOneLeadsIt() {
        for (var site : SITES) {
            for (var node : nodes) {
                node.put(site, "by-" + node.id, 7);
            }
            for (var node : nodes) {
                for (var writer : nodes) {
                    assertThat(node.get(site, "by-" + writer.id)).contains("\"integerValue\":\"7\"");
                }
            }
            assertThat(nodes).filteredOn(node -> node.data.leads(site)).hasSize(1);
        }
        assertThat(nodes)
                .as("leaders are spread")
                .filteredOn(node -> node.data.led().isEmpty())
                .isEmpty();
    }

    @Test
    void aTransactionThatBeganAtOneNodeCommitsAtAnother() {
        var site = SITES.getFirst();
        var begun = nodes.get(0).call(site, V1Method.BEGIN_TRANSACTION, "{}").json();
        var transaction = begun.replaceAll("(?s).*\"transaction\":\"([^\"]+)\".*", "$1");
        var commit = """
                {"mode": "TRANSACTIONAL", "transaction": "%s", "mutations": [{"insert": {"key": %s}}]}""".formatted(transaction, DataNode.key(site, "a"));
        assertThat(nodes.get(1).call(site, V1Method.COMMIT, commit).status()).isEqualTo(200);
        assertThat(nodes.get(2).get(site, "a")).contains("found");
    }

    @Test
    void refusalsCrossTheHopInTheirOwnWords() {
        var site = SITES.getFirst();
        nodes.getFirst().put(site, "a", 1);
        var insert = """
                {"mode": "NON_TRANSACTIONAL", "mutations": [{"insert": {"key": %s}}]}""".formatted(DataNode.key(site, "a"));
        var answers = nodes.stream()
                .map(node -> node.call(site, V1Method.COMMIT, insert))
                .distinct()
                .toList();
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json()).contains("entity already exists");
        });
    }

    @Test
    void nothingAcknowledgedIsLostWithItsLeaderAndTheOthersGoOn() {
        var site = SITES.getFirst();
        nodes.getFirst().put(site, "before", 1);
        var leader = leaderOf(site);
        leader.die();
        var others = nodes.stream().filter(node -> node != leader).toList();
        others.getFirst().put(site, "after", 2);
        for (var node : others) {
            assertThat(node.get(site, "before")).contains("\"1\"");
            assertThat(node.get(site, "after")).contains("\"2\"");
        }
        assertThat(leaderOf(site)).isNotSameAs(leader);
    }

    @Test
    void aLeaderThatWasOnlyCutOffStopsAndAsksTheOtherAgain() {
        var site = SITES.getFirst();
        nodes.getFirst().put(site, "a", 1);
        var former = leaderOf(site);
        former.heard = false;
        var next = nodes.stream().filter(node -> node != former).findFirst().orElseThrow();
        next.put(site, "a", 2);
        former.heard = true;
        // No read of the former leader may be older than what the next one acknowledged.
        assertThat(former.get(site, "a")).contains("\"2\"");
        for (var node : nodes) {
            node.put(site, "last", 3);
            assertThat(node.get(site, "a")).contains("\"2\"");
        }
    }

    @Test
    void whoIsNoMachineOfThisPoolGetsNothing() throws IOException {
        var site = SITES.getFirst();
        nodes.getFirst().put(site, "secret", 42);
        var strangers = new FakeAuthority();
        patience = Duration.ofMillis(500);
        try (var stranger = node("node-9", strangers, id -> true);
                var another = node("node-8", authority, id -> true)) {
            // The stranger believes in nobody's certificate but its own authority's; the other one is not in the list
            // any more.
            assertThat(stranger.call(site, V1Method.LOOKUP, "{\"keys\": [" + DataNode.key(site, "secret") + "]}"))
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(503))
                    .satisfies(answer -> assertThat(answer.json()).contains("does not answer"));
            assertThat(another.get(site, "secret")).contains("42");
        }
    }

    @Test
    void aMachineThatWasTakenOutIsRefusedOnTheConnectionItStillHas() throws IOException {
        var site = SITES.getFirst();
        var removed = new AtomicBoolean();
        patience = Duration.ofMillis(500);
        nodes.forEach(DataNode::close);
        nodes.clear();
        for (int i = 0; i < 2; i++) {
            nodes.add(node(
                    "node-" + i, authority, id -> !(removed.get() && id.value().equals("node-1"))));
        }
        nodes.get(1).leaving = true;
        nodes.get(1).put(site, "a", 1);
        assertThat(nodes.get(0).data.leads(site)).isTrue();
        removed.set(true);
        assertThat(nodes.get(1)
                        .call(site, V1Method.LOOKUP, "{\"keys\": [" + DataNode.key(site, "a") + "]}")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void aFormerLeaderThatIsHeardAgainIsNobodysLeaderAndCloses() {
        for (var site : SITES) {
            nodes.getFirst().put(site, "a", 1);
            var former = leaderOf(site);
            former.heard = false;
            var other =
                    nodes.stream().filter(node -> node != former).findFirst().orElseThrow();
            other.put(site, "a", 2);
            var leader = leaderOf(site);
            assertThat(former.data.leads(site)).as("nobody has told it").isTrue();

            former.heard = true;

            assertThat(nodes).filteredOn(node -> node.leaders.isHere(site)).containsExactly(leader);
            nodes.forEach(node -> node.handOver.run());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !former.data.leads(site));
            assertThat(former.get(site, "a")).contains("\"integerValue\":\"2\"");
            assertThat(nodes).filteredOn(node -> node.data.leads(site)).containsExactly(leader);
        }
    }

    @Test
    void aServiceIsCalledAtTheLeaderWithItsCallerAsTheEntryNodeKnowsHim() {
        var site = SITES.getFirst();
        nodes.getFirst().put(site, "a", 1);
        var leader = leaderOf(site);
        var entry = nodes.stream().filter(node -> node != leader).findFirst().orElseThrow();
        leader.pool.service(new Echo("leader"));
        var service = entry.pool.service(new Echo("entry"));
        var caller = new Caller(
                new VersionKey(site, ServiceName.DEFAULT, new VersionId("v1")),
                new InstanceId("i-1"),
                Optional.of(new Caller.Request(
                        "r-1",
                        "space",
                        Optional.of(new RequestFacts.SignedIn("jo@example.com", "7", true)),
                        Instant.ofEpochMilli(1_800_000_000_123L),
                        true)));
        var result = service.call(
                new ApiCall(caller, "echo", "Say", new byte[] {1, 2}, Deadline.in(Duration.ofSeconds(20))));
        assertThat(result)
                .isInstanceOfSatisfying(
                        ApiResult.Answered.class,
                        answered -> assertThat(new String(answered.response(), StandardCharsets.UTF_8))
                                .isEqualTo("leader " + caller + " Say 2"));
        for (var refusal : List.of("application", "rpc")) {
            assertThat(service.call(
                            new ApiCall(caller, "echo", refusal, new byte[0], Deadline.in(Duration.ofSeconds(20)))))
                    .isEqualTo(new Echo("leader")
                            .call(new ApiCall(
                                    caller, "echo", refusal, new byte[0], Deadline.in(Duration.ofSeconds(1)))));
        }
    }

    /** Says who called, and refuses as it is asked to. */
    private record Echo(String where) implements LedService {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public ApiResult call(ApiCall call) {
            return switch (call.method()) {
                case "application" -> new ApiResult.ApplicationError(4711, "no");
                case "rpc" -> new ApiResult.RpcError(RpcCode.OVER_QUOTA, "too much");
                default ->
                    new ApiResult.Answered(
                            (where + " " + call.caller() + " " + call.method() + " " + call.request().length)
                                    .getBytes(StandardCharsets.UTF_8));
            };
        }

        @Override
        public ApiResult refused(Problem problem) {
            return new ApiResult.ApplicationError(1, problem.toString());
        }
    }
}
