package io.ironstead.datastore.documents;

import com.google.protobuf.ByteString;
import io.ironstead.couch.Changes;
import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.CouchRefusedException;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.DatabaseCreated;
import io.ironstead.couch.DatabaseName;
import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents in CouchDB: {@code v} the version, {@code b} the row in base64, and what is readable of it. A leader that was deposed
 * may still write; CouchDB then keeps its document beside the right one, and {@code v} tells which is which.
 */
public final class CouchDocuments implements Documents {
    private static final Logger log = LoggerFactory.getLogger(CouchDocuments.class);
    private static final Duration CALL_MAX = Duration.ofSeconds(20);
    private static final int SHARDS = 2;

    /** Documents read at a time: an entity may have a megabyte, and an agent's heap is small. */
    private static final int PAGE = 16;

    private static final int ATTEMPTS_MAX = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CouchClient couch;
    private final DatabaseName database;
    private final int copies;
    private boolean made;

    /** @param copies replicas of every document: 1 for a single server, 3 for a cluster */
    public CouchDocuments(CouchClient couch, DatabaseName database, int copies) {
        this.couch = couch;
        this.database = database;
        this.copies = copies;
    }

    @Override
    public boolean store(List<Document> changed) {
        try {
            List<Document> left = changed;
            for (int attempt = 0; attempt < ATTEMPTS_MAX && !left.isEmpty(); attempt++) {
                left = isMade() ? storeOnce(left) : left;
            }
            return left.isEmpty();
        } catch (CouchUnavailableException | CouchRefusedException failed) {
            log.atDebug().addKeyValue("database", database).setCause(failed).log("Documents cannot be stored now");
            return false;
        }
    }

    private boolean isMade() {
        if (!made) {
            var created = couch.create(database, SHARDS, copies, deadline());
            made = created == DatabaseCreated.CREATED || created == DatabaseCreated.EXISTS;
        }
        return made;
    }

    /** What must be tried again. */
    private List<Document> storeOnce(List<Document> changed) {
        Map<String, Winner> present =
                couch.winners(database, changed.stream().map(Document::id).toList(), deadline());
        List<Document> due = changed.stream()
                .filter(document -> document.row().isPresent() || !isDeleted(present.get(document.id())))
                .toList();
        if (due.isEmpty()) {
            return List.of();
        }
        List<ObjectNode> bodies = due.stream()
                .map(document -> json(document, present.get(document.id())))
                .toList();
        List<Written> results = couch.write(database, bodies, deadline());
        var again = new ArrayList<Document>();
        for (int i = 0; i < due.size(); i++) {
            if (!(results.get(i) instanceof Written.Stored)) {
                again.add(due.get(i));
            }
            if (results.get(i) instanceof Written.Refused(String error, String reason)) {
                log.atError()
                        .addKeyValue("document", due.get(i).id())
                        .addKeyValue("error", error)
                        .addKeyValue("reason", reason)
                        .log("CouchDB refuses an entity's document");
            }
        }
        return again;
    }

    private static boolean isDeleted(@Nullable Winner winner) {
        return winner != null && winner.deleted();
    }

    private static ObjectNode json(Document document, @Nullable Winner base) {
        ObjectNode json = JSON.createObjectNode();
        json.put("_id", document.id());
        if (base != null && !base.deleted()) {
            json.put("_rev", base.revision().toString());
        }
        json.put("v", document.version());
        if (document.row().isEmpty()) {
            json.put("_deleted", true);
        }
        document.readable().forEach((name, value) -> json.set(name, JSON.valueToTree(value)));
        document.row().ifPresent(row -> json.put("b", row.toByteArray()));
        return json;
    }

    @Override
    public void readAll(Consumer<List<Document>> reader) {
        try {
            if (!couch.exists(database, deadline())) {
                return;
            }
            String since = "0";
            Changes page;
            do {
                page = couch.changesWithDocuments(database, since, PAGE, deadline());
                reader.accept(page.changes().stream()
                        .flatMap(change -> right(change).stream())
                        .toList());
                since = page.last();
            } while (!page.changes().isEmpty());
        } catch (CouchUnavailableException | CouchRefusedException failed) {
            throw new DocumentsException("The documents of " + database + " cannot be read", failed);
        }
    }

    /** Of several leaves the one with the highest version, unless that is a deletion. */
    private Optional<Document> right(Changes.Change change) {
        if (change.leaves().size() == 1) {
            return change.deleted() ? Optional.empty() : change.document().map(CouchDocuments::document);
        }
        return couch.leaves(database, change.id(), deadline()).stream()
                .max(Comparator.comparingLong(leaf -> leaf.json().path("v").asLong(0)))
                .filter(leaf -> !leaf.deleted())
                .map(CouchDocuments::document);
    }

    private static Document document(CouchDocument found) {
        return new Document(
                found.id(),
                found.json().path("v").asLong(0),
                Optional.of(ByteString.copyFrom(found.json().path("b").binaryValue())),
                Map.of());
    }

    private static Deadline deadline() {
        return Deadline.in(CALL_MAX);
    }
}
