package io.ironstead.datastore.simulation;

import io.ironstead.couch.Changes;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.Revision;
import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import io.ironstead.datastore.documents.EntityDatabase;
import io.ironstead.datastore.documents.EntityPart;
import io.ironstead.datastore.log.simulation.SimulatedCluster;
import io.ironstead.datastore.log.simulation.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * One process's way to the simulated documents. Answers may be lost. Before a write one replica is asked, which may lag; each
 * replica's feed of changes shows what that replica knows.
 */
class SimulatedEntityDatabase implements EntityDatabase {
    private final Stage stage;
    private final SimulatedEntities entities;
    private final Random random;

    SimulatedEntityDatabase(Stage stage, SimulatedEntities entities, Random random) {
        this.stage = stage;
        this.entities = entities;
        this.random = random;
    }

    private void go() {
        stage.await(() -> {
            entities.step();
            return random.nextInt(2) == 0;
        });
    }

    @Override
    public boolean make() {
        go();
        return random.nextInt(12) != 0;
    }

    @Override
    public Map<String, Winner> winners(List<String> ids) {
        go();
        var trees = entities.replica(random.nextInt(SimulatedCluster.REPLICAS))
                .orElseThrow(() -> new CouchUnavailableException("It is down"));
        var found = new HashMap<String, Winner>();
        for (String id : ids) {
            if (trees.containsKey(id)) {
                CouchDocument winner = trees.get(id).winner();
                found.put(id, new Winner(winner.revision(), winner.deleted()));
            }
        }
        go();
        return found;
    }

    @Override
    public Map<String, Written> copyAll(List<ObjectNode> documents) {
        return send(documents, 2, false);
    }

    /** @param overwrites see {@link SimulatedEntities#send} */
    final Map<String, Written> send(List<ObjectNode> documents, int needed, boolean overwrites) {
        go();
        var attempts = new ArrayList<SimulatedEntities.Attempt>();
        documents.forEach(document -> attempts.add(entities.send(document, overwrites)));
        stage.await(() -> {
            entities.step();
            return attempts.stream().allMatch(attempt -> attempt.took() >= needed) || random.nextInt(60) == 0;
        });
        boolean lost = random.nextInt(12) == 0;
        var missing = new HashMap<String, Written>();
        for (int i = 0; i < documents.size(); i++) {
            if (lost || attempts.get(i).took() < needed) {
                missing.put(documents.get(i).path("_id").stringValue(), new Written.TimedOut("lost"));
            }
        }
        return missing;
    }

    @Override
    public List<EntityPart> parts() {
        go();
        var copies = IntStream.range(0, SimulatedCluster.REPLICAS)
                .<EntityPart.Copy>mapToObj(OneReplica::new)
                .toList();
        return List.of(new EntityPart(copies, 2));
    }

    private final class OneReplica implements EntityPart.Copy {
        private final int replica;

        OneReplica(int replica) {
            this.replica = replica;
        }

        private Map<String, SimulatedEntities.Tree> trees() {
            go();
            if (random.nextInt(40) == 0) {
                throw new CouchUnavailableException("It is slow");
            }
            return entities.replica(replica).orElseThrow(() -> new CouchUnavailableException("It is down"));
        }

        @Override
        public Changes changes(String since, int limit, boolean documents) {
            var found = trees().entrySet().stream()
                    .filter(one -> since.equals("0") || one.getKey().compareTo(since) > 0)
                    .limit(limit)
                    .map(one -> change(one.getKey(), one.getValue(), documents))
                    .toList();
            return new Changes(found, found.isEmpty() ? since : found.getLast().id(), 0);
        }

        @Override
        public List<CouchDocument> leaves(String id) {
            return List.copyOf(trees().get(id).leaves().values());
        }
    }

    private static Changes.Change change(String id, SimulatedEntities.Tree tree, boolean document) {
        List<Revision> leaves = List.copyOf(tree.leaves().keySet());
        return new Changes.Change(
                id, tree.winner().deleted(), leaves, document ? Optional.of(tree.winner()) : Optional.empty());
    }
}
