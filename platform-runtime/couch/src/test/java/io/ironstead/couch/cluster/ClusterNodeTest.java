package io.ironstead.couch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchSettings;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.DatabaseCreated;
import io.ironstead.couch.DatabaseName;
import io.ironstead.couch.Written;
import io.ironstead.couch.cluster.NodeState.Stage;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Three real nodes on this machine's loopback addresses, where {@code IRONSTEAD_TEST_COUCHDB_BIN} names the folder of an installed
 * CouchDB.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterNodeTest {
    private static final String VARIABLE = "IRONSTEAD_TEST_COUCHDB_BIN";
    private static final Duration STEP_MAX = Duration.ofSeconds(60);
    private static final DatabaseName DOCUMENTS = new DatabaseName("documents");
    private static final List<String> ADDRESSES = List.of("127.0.1.2", "127.0.1.3", "127.0.1.4");

    @TempDir
    Path folder;

    private final Map<String, ClusterNode> nodes = new LinkedHashMap<>();
    private CouchInstallation installation;
    private ClusterShape shape;

    @BeforeEach
    void start() throws IOException {
        String home = System.getenv(VARIABLE);
        Assumptions.assumeTrue(home != null, "No CouchDB is installed here, or " + VARIABLE + " does not name it");
        installation = CouchInstallation.in(Path.of(home)).orElseThrow();
        shape = new ClusterShape(ADDRESSES, freePort(), freePort(), ClusterSecrets.make(new SecureRandom()));
        ADDRESSES.forEach(address -> nodes.put(address, node(address)));
    }

    private ClusterNode node(String address) {
        return new ClusterNode(installation, folder.resolve(address), shape, address, InstantSource.system());
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(ClusterNode::close);
    }

    /** Empty when there is no such process any more. */
    private Optional<ProcessHandle> processOf(String address) throws IOException {
        String note = Files.readString(folder.resolve(address).resolve("process"));
        return ProcessHandle.of(Long.parseLong(note.substring(0, note.indexOf(' '))));
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(ADDRESSES.getFirst()))) {
            return probe.getLocalPort();
        }
    }

    /** As agents do, each for its own node. */
    private void lookAt(List<String> addresses) {
        for (String address : addresses) {
            try {
                nodes.get(address).look();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitServing(List<String> addresses) {
        Awaitility.await().atMost(STEP_MAX).until(() -> {
            lookAt(addresses);
            return addresses.stream()
                    .allMatch(address -> nodes.get(address).state().stage() == Stage.SERVING);
        });
    }

    private CouchClient client(List<String> addresses) {
        return new CouchClient(CouchSettings.of(
                addresses.stream().map(shape::uri).toList(),
                ClusterSecrets.USER,
                shape.secrets().password()));
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(10));
    }

    private static void insert(CouchClient couch, String id) {
        var content = JsonNodeFactory.instance.objectNode().put("of", id);
        assertThat(couch.insert(DOCUMENTS, id, content, soon())).as(id).isInstanceOf(Written.Stored.class);
    }

    @Test
    void threeNodesBecomeOneClusterAndOneThatWasAwayServesWhenItHasCaughtUp() {
        awaitServing(ADDRESSES);
        nodes.values()
                .forEach(node -> assertThat(node.state().members()).containsExactlyInAnyOrderElementsOf(shape.nodes()));
        try (var couch = client(ADDRESSES)) {
            assertThat(couch.create(DOCUMENTS, 2, shape.copies(), soon())).isEqualTo(DatabaseCreated.CREATED);
            insert(couch, "before");
        }
        String away = ADDRESSES.getLast();
        var others = ADDRESSES.subList(0, 2);
        nodes.get(away).kill();
        try (var couch = client(others)) {
            Awaitility.await().atMost(STEP_MAX).until(() -> {
                lookAt(others);
                return !nodes.get(others.getFirst()).state().connected().contains(ClusterShape.node(away));
            });
            for (int i = 0; i < 200; i++) {
                insert(couch, "meanwhile" + i);
            }
        }
        awaitServing(ADDRESSES);
        assertThat(documentsOf(away)).as("its own copy, read by itself").isEqualTo(201);
    }

    /** How many documents this node has on its disk. */
    private long documentsOf(String address) {
        try (var couch = client(List.of(address))) {
            return couch.parts(DOCUMENTS, soon()).stream()
                    .flatMap(part -> part.copies().stream())
                    .filter(copy -> copy.toString().contains(address))
                    .mapToLong(copy ->
                            copy.changes("0", 1_000, false, soon()).changes().size())
                    .sum();
        } catch (CouchUnavailableException notYet) {
            return 0;
        }
    }

    @Test
    void whoIsNotWantedAnyMoreIsForgottenAndMayComeBack() {
        awaitServing(ADDRESSES);
        String leaving = ADDRESSES.getLast();
        var staying = ADDRESSES.subList(0, 2);
        nodes.get(leaving).close();
        var smaller = new ClusterShape(staying, shape.httpPort(), shape.distributionPort(), shape.secrets());
        staying.forEach(address -> nodes.get(address).become(smaller));
        awaitMembers(staying, smaller);

        nodes.put(leaving, node(leaving));
        staying.forEach(address -> nodes.get(address).become(shape));
        awaitMembers(ADDRESSES, shape);
        awaitServing(ADDRESSES);
    }

    @Test
    void anAgentThatWasKilledLeavesANodeThatTheNextOneReplaces() throws IOException {
        String one = ADDRESSES.getFirst();
        shape = new ClusterShape(List.of(one), shape.httpPort(), shape.distributionPort(), shape.secrets());
        nodes.clear();
        nodes.put(one, node(one));
        awaitServing(List.of(one));
        var leftover = processOf(one).orElseThrow();

        nodes.put(one, node(one));
        awaitServing(List.of(one));
        assertThat(leftover.isAlive()).isFalse();
        assertThat(processOf(one)).isPresent();
    }

    private void awaitMembers(List<String> addresses, ClusterShape wanted) {
        Awaitility.await().atMost(STEP_MAX).untilAsserted(() -> {
            lookAt(addresses);
            for (String address : addresses) {
                assertThat(nodes.get(address).state().members()).containsExactlyInAnyOrderElementsOf(wanted.nodes());
            }
        });
    }
}
