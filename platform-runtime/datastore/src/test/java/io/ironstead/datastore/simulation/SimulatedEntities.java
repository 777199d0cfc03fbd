package io.ironstead.datastore.simulation;

import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.Revision;
import io.ironstead.datastore.log.simulation.SimulatedCluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The entities' documents on the nodes of a {@link SimulatedCluster}: each replica has its own tree of revisions, messages come
 * late, twice or never, and replicas bring each other up to date whenever they like.
 */
final class SimulatedEntities {
    private static final int MESSAGES_MAX = 200;

    private final Random random;
    private final SimulatedCluster cluster;
    private final List<Map<String, Tree>> replicas = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();

    /**
     * A document's revisions on one replica.
     *
     * @param known all of them
     * @param leaves those that nothing follows
     */
    record Tree(Set<Revision> known, TreeMap<Revision, CouchDocument> leaves) {
        Tree() {
            this(new TreeSet<>(), new TreeMap<>());
        }

        /** What CouchDB shows. */
        CouchDocument winner() {
            return leaves.values().stream()
                    .max(Comparator.comparing((CouchDocument leaf) -> !leaf.deleted())
                            .thenComparing(CouchDocument::revision))
                    .orElseThrow();
        }

        private void add(CouchDocument document, @Nullable Revision parent) {
            if (parent != null) {
                known.add(parent);
                leaves.remove(parent);
            }
            if (known.add(document.revision())) {
                leaves.put(document.revision(), document);
            }
        }

        private void merge(Tree other) {
            other.leaves.forEach((revision, leaf) -> {
                if (!known.contains(revision)) {
                    leaves.put(revision, leaf);
                }
            });
            leaves.keySet().removeIf(leaf -> other.known.contains(leaf) && !other.leaves.containsKey(leaf));
            known.addAll(other.known);
        }
    }

    SimulatedEntities(Random random, SimulatedCluster cluster) {
        this.random = random;
        this.cluster = cluster;
        IntStream.range(0, SimulatedCluster.REPLICAS).forEach(_ -> replicas.add(new TreeMap<>()));
    }

    /** One document on its way to every replica. */
    static final class Attempt {
        private final Set<Integer> took = new TreeSet<>();

        int took() {
            return took.size();
        }
    }

    /** @param overwrites over whatever wins there, whatever revision it names: as nobody should */
    private record Message(Attempt attempt, int replica, ObjectNode document, boolean overwrites) {}

    Attempt send(ObjectNode document, boolean overwrites) {
        var attempt = new Attempt();
        for (int i = 0; i < SimulatedCluster.REPLICAS; i++) {
            messages.add(new Message(attempt, i, document, overwrites));
        }
        while (messages.size() > MESSAGES_MAX) {
            messages.remove(random.nextInt(messages.size()));
        }
        return attempt;
    }

    /** Something that happens by itself. */
    void step() {
        for (int i = random.nextInt(6); i > 0 && !messages.isEmpty(); i--) {
            deliver(messages.get(random.nextInt(messages.size())), random.nextInt(12) != 0);
        }
        if (random.nextInt(10) == 0) {
            replicate();
        }
    }

    private void deliver(Message message, boolean once) {
        if (cluster.isDown(message.replica())) {
            return;
        }
        if (once) {
            messages.remove(message);
        }
        String id = message.document().path("_id").stringValue();
        var tree = replicas.get(message.replica()).computeIfAbsent(id, _ -> new Tree());
        var path = message.document().path("_revisions");
        var revision = Revision.of(
                path.path("start").asLong(), path.path("ids").path(0).asString());
        Revision parent = path.path("ids").size() < 2
                ? null
                : Revision.of(
                        revision.generation() - 1, path.path("ids").path(1).asString());
        if (message.overwrites() && !tree.leaves().isEmpty()) {
            parent = tree.winner().revision();
            revision = Revision.of(parent.generation() + 1, revision.hash());
        }
        boolean deleted = message.document().path("_deleted").asBoolean(false);
        tree.add(new CouchDocument(id, revision, deleted, message.document()), parent);
        message.attempt().took.add(message.replica());
    }

    private void replicate() {
        int from = random.nextInt(SimulatedCluster.REPLICAS);
        int to = random.nextInt(SimulatedCluster.REPLICAS);
        var ids = List.copyOf(replicas.get(from).keySet());
        if (from == to || cluster.isDown(from) || cluster.isDown(to) || ids.isEmpty()) {
            return;
        }
        String id = ids.get(random.nextInt(ids.size()));
        replicas.get(to)
                .computeIfAbsent(id, _ -> new Tree())
                .merge(replicas.get(from).get(id));
    }

    /** What one replica has; empty when it does not answer. */
    Optional<Map<String, Tree>> replica(int replica) {
        return cluster.isDown(replica) ? Optional.empty() : Optional.of(replicas.get(replica));
    }
}
