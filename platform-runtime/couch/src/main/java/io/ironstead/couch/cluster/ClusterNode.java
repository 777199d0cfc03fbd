package io.ironstead.couch.cluster;

import io.ironstead.couch.cluster.NodeState.Stage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's node of a CouchDB cluster. {@link #look} is called once a second or so and each time brings the node a step
 * nearer to what is wanted: its process runs, its members are those of the shape, and once what it missed has come it serves. One
 * caller at a time.
 *
 * <p>Decision 095 tells why each step is there.
 */
public final class ClusterNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);
    private static final List<String> SYSTEM_DATABASES = List.of("_users", "_replicator");
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final NodeFiles files;
    private final NodeProcess process;
    private final InstantSource clock;
    private final String self;
    private final Map<String, NodeCalls> calls = new HashMap<>();
    private ClusterShape shape;
    private Duration pause = PAUSE_FIRST;
    private Instant nextStart = Instant.MIN;
    private Instant quietSince = Instant.MAX;
    private boolean serving;
    private boolean complete;
    private NodeState state = NodeState.ENDED;

    /**
     * @param folder of this node alone; its data too
     * @param self this machine's address, among those of the shape
     */
    public ClusterNode(
            CouchInstallation installation, Path folder, ClusterShape shape, String self, InstantSource clock) {
        if (!shape.addresses().contains(self)) {
            throw new IllegalArgumentException(self + " is no member of the cluster");
        }
        this.files = new NodeFiles(folder);
        this.process = new NodeProcess(installation, files);
        this.shape = shape;
        this.self = self;
        this.clock = clock;
    }

    /**
     * Other members from now on. Their ports and secrets stay: they are read at a start.
     *
     * @throws IllegalArgumentException when this machine is not among them; its node is closed, and forgotten by the others, instead
     */
    public void become(ClusterShape wanted) {
        if (!wanted.addresses().contains(self)) {
            throw new IllegalArgumentException(self + " is no member of the cluster");
        }
        shape = wanted;
    }

    public NodeState state() {
        return state;
    }

    /** @throws IOException when its files cannot be written or its program not be started */
    public NodeState look() throws IOException, InterruptedException {
        NodeState before = state;
        state = process.isAlive() ? next() : restarted();
        if (state.stage() != before.stage()) {
            log.atInfo()
                    .addKeyValue("node", ClusterShape.node(self))
                    .addKeyValue("stage", state.stage())
                    .log("CouchDB node");
        }
        return state;
    }

    private NodeState restarted() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(nextStart)) {
            return NodeState.ENDED;
        }
        nextStart = now.plus(pause);
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
        serving = false;
        quietSince = Instant.MAX;
        files.write(shape, self);
        process.start();
        return NodeState.STARTING;
    }

    private NodeState next() throws InterruptedException {
        var said = at(self).get("/_membership");
        if (said.isEmpty() || said.get().status() != 200) {
            return state.stage() == Stage.SERVING ? state : NodeState.STARTING;
        }
        var members = NodeCalls.texts(said.get().json().path("cluster_nodes")).toList();
        var connected = NodeCalls.texts(said.get().json().path("all_nodes")).toList();
        boolean joined = repair(new HashSet<>(members), new HashSet<>(connected));
        if (!joined) {
            quietSince = Instant.MAX;
        }
        if (joined && !serving && isQuiet(connected)) {
            serving = leaveMaintenance();
            pause = PAUSE_FIRST;
        }
        if (serving && !complete && connected.containsAll(shape.nodes())) {
            complete = hasSystemDatabases();
        }
        Stage stage = serving ? Stage.SERVING : joined ? Stage.CATCHING_UP : Stage.JOINING;
        return new NodeState(stage, members, connected);
    }

    /** @return whether the members are those that are wanted, and so many of them are heard that a quorum can be met */
    private boolean repair(Set<String> members, Set<String> connected) throws InterruptedException {
        var wanted = new HashSet<>(shape.nodes());
        for (String node : wanted) {
            if (!members.contains(node)) {
                at(self).put(memberPath(node), "{}");
            }
        }
        for (String node : members) {
            if (!wanted.contains(node)) {
                forget(node);
            }
        }
        connected.retainAll(wanted);
        return members.equals(wanted) && connected.size() > wanted.size() / 2;
    }

    private void forget(String node) throws InterruptedException {
        var known = at(self).get(memberPath(node));
        if (known.isPresent() && known.get().status() == 200) {
            String revision = known.get().json().path("_rev").asString("");
            at(self).delete(memberPath(node) + "?rev=" + encode(revision));
        }
    }

    /** Whether no other node has had anything for this one, for a while. One that is dead is not waited for. */
    private boolean isQuiet(List<String> connected) throws InterruptedException {
        for (String address : shape.addresses()) {
            if (!connected.contains(ClusterShape.node(address))) {
                continue;
            }
            var system = at(address).get("/_node/_local/_system");
            if (system.isEmpty()
                    || system.get().status() != 200
                    || system.get().json().path("internal_replication_jobs").asLong(1) > 0) {
                quietSince = Instant.MAX;
                return false;
            }
        }
        Instant now = clock.instant();
        if (quietSince.equals(Instant.MAX)) {
            quietSince = now;
        }
        return !now.isBefore(quietSince.plus(QUIET));
    }

    private boolean leaveMaintenance() throws InterruptedException {
        return at(self).put("/_node/_local/_config/couchdb/maintenance_mode", "\"false\"")
                .filter(said -> said.status() == 200)
                .isPresent();
    }

    /** Made by whoever hears all nodes: with one away they would have fewer copies. */
    private boolean hasSystemDatabases() throws InterruptedException {
        for (String database : SYSTEM_DATABASES) {
            var made = at(self).put("/" + database, "");
            // 412: it is there.
            if (made.isEmpty() || (made.get().status() != 201 && made.get().status() != 412)) {
                return false;
            }
        }
        return true;
    }

    private NodeCalls at(String address) {
        return calls.computeIfAbsent(address, _ -> new NodeCalls(shape.uri(address), shape.secrets()));
    }

    private static String memberPath(String node) {
        return "/_node/_local/_nodes/" + encode(node);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** SIGKILL, as a machine that fails; {@link #look} starts it again. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
        calls.values().forEach(NodeCalls::close);
    }
}
