package io.ironstead.datastore.documents;

import io.ironstead.couch.Changes;
import io.ironstead.couch.Copy;
import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.DatabaseCreated;
import io.ironstead.couch.DatabaseName;
import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A database of entities on a CouchDB server or cluster. */
record HttpEntityDatabase(CouchClient couch, DatabaseName name, int copies) implements EntityDatabase {
    private static final Duration CALL_MAX = Duration.ofSeconds(20);
    private static final int SHARDS = 2;

    @Override
    public boolean make() {
        var created = couch.create(name, SHARDS, copies, deadline());
        return created == DatabaseCreated.CREATED || created == DatabaseCreated.EXISTS;
    }

    @Override
    public Map<String, Winner> winners(List<String> ids) {
        return couch.winners(name, ids, deadline());
    }

    @Override
    public Map<String, Written> copyAll(List<ObjectNode> documents) {
        return couch.copyAll(name, documents, deadline());
    }

    @Override
    public List<EntityPart> parts() {
        return couch.parts(name, deadline()).stream()
                .map(part -> new EntityPart(
                        part.copies().stream().map(HttpEntityDatabase::copy).toList(), part.readQuorum()))
                .toList();
    }

    private static EntityPart.Copy copy(Copy copy) {
        return new EntityPart.Copy() {
            @Override
            public Changes changes(String since, int limit, boolean documents) {
                return copy.changes(since, limit, documents, deadline());
            }

            @Override
            public List<CouchDocument> leaves(String id) {
                return copy.leaves(id, deadline());
            }

            @Override
            public String toString() {
                return copy.toString();
            }
        };
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static Deadline deadline() {
        return Deadline.in(CALL_MAX);
    }
}
