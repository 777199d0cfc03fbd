package io.ironstead.datastore.documents;

import com.google.protobuf.ByteString;
import io.ironstead.couch.Changes;
import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.CouchRefusedException;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.DatabaseName;
import io.ironstead.couch.Revision;
import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents in CouchDB: {@code v} the version, {@code b} the row in base64, and what is readable of it. A leader that was deposed
 * may still write; it stops where it sees a newer version ({@link VersionedRevision}), and what it writes before it can see one
 * is kept beside the newer document: {@code v} tells which is right.
 */
public final class CouchDocuments implements Documents {
    private static final Logger log = LoggerFactory.getLogger(CouchDocuments.class);

    /** Documents read at a time: an entity may have a megabyte, and an agent's heap is small. */
    private static final int PAGE = 16;

    /** Names of documents read at a time. */
    private static final int LISTED = 500;

    private static final int ATTEMPTS_MAX = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Somebody who leads since has stored a newer document: whoever finds it leads no more. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super("", null, false, false);
        }
    }

    private final EntityDatabase database;
    private boolean made;

    /** @param copies replicas of every document: 1 for a single server, 3 for a cluster */
    public CouchDocuments(CouchClient couch, DatabaseName database, int copies) {
        this(new HttpEntityDatabase(couch, database, copies));
    }

    public CouchDocuments(EntityDatabase database) {
        this.database = database;
    }

    @Override
    public boolean store(List<Document> changed) {
        try {
            List<Document> left = changed;
            for (int attempt = 0; attempt < ATTEMPTS_MAX && !left.isEmpty(); attempt++) {
                left = isMade() ? storeOnce(left) : left;
            }
            return left.isEmpty() && isMade();
        } catch (CouchUnavailableException | CouchRefusedException failed) {
            log.atDebug().addKeyValue("database", database).setCause(failed).log("Documents cannot be stored now");
            return false;
        } catch (Overtaken _) {
            log.atWarn().addKeyValue("database", database).log("A newer leader has stored documents; this one stops");
            return false;
        }
    }

    private boolean isMade() {
        if (!made) {
            made = database.make();
        }
        return made;
    }

    /** What must be tried again. */
    private List<Document> storeOnce(List<Document> changed) {
        Map<String, Winner> present =
                database.winners(changed.stream().map(Document::id).toList());
        if (changed.stream().anyMatch(document -> isNewer(present.get(document.id()), document))) {
            throw new Overtaken();
        }
        List<ObjectNode> bodies = changed.stream()
                .map(document -> json(document, Optional.ofNullable(present.get(document.id()))))
                .toList();
        Map<String, Written> missing = database.copyAll(bodies);
        missing.forEach(this::report);
        return changed.stream()
                .filter(document -> missing.containsKey(document.id()))
                .toList();
    }

    private void report(String id, Written outcome) {
        if (outcome instanceof Written.Refused(String error, String reason)) {
            log.atError()
                    .addKeyValue("database", database)
                    .addKeyValue("document", id)
                    .addKeyValue("error", error)
                    .addKeyValue("reason", reason)
                    .log("CouchDB refuses an entity's document");
        }
    }

    private static boolean isNewer(@Nullable Winner winner, Document document) {
        return winner != null && VersionedRevision.version(winner.revision()).orElse(0) > document.version();
    }

    /**
     * The document as a child of the revision that was there. If that is not the newest any more when this arrives, the
     * document becomes a branch beside the newer one, and {@link #right} tells which is which.
     */
    static ObjectNode json(Document document, Optional<Winner> winner) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", document.version());
        if (document.row().isEmpty()) {
            json.put("_deleted", true);
        }
        document.readable().forEach((name, value) -> json.set(name, JSON.valueToTree(value)));
        document.row().ifPresent(row -> json.put("b", row.toByteArray()));
        byte[] content = document.row().map(ByteString::toByteArray).orElseGet(() -> new byte[0]);
        List<Revision> path = path(document.version(), content, winner.map(Winner::revision));
        ArrayNode ids = json.put("_id", document.id())
                .putObject("_revisions")
                .put("start", path.getFirst().generation())
                .putArray("ids");
        path.forEach(revision -> ids.add(revision.hash()));
        return json;
    }

    private static List<Revision> path(long version, byte[] content, Optional<Revision> parent) {
        if (parent.isEmpty()) {
            return List.of(VersionedRevision.of(1, version, content));
        }
        Revision there = parent.get();
        // An attempt before this one has got some way: the same again, for the copies that lack it.
        boolean same =
                VersionedRevision.of(there.generation(), version, content).equals(there);
        return same ? List.of(there) : List.of(VersionedRevision.of(there.generation() + 1, version, content), there);
    }

    @Override
    public void readAll(Reader reader) {
        try {
            List<EntityPart> parts = database.parts();
            parts.stream().filter(part -> part.copies().size() > 1).forEach(part -> list(part, reader));
            parts.forEach(part -> read(part, reader));
        } catch (CouchUnavailableException | CouchRefusedException failed) {
            throw new DocumentsException("The documents of " + database + " cannot be read", failed);
        }
    }

    /** What is on a quorum is on one of the copies that are listed here: they are so many that the two must meet. */
    private void list(EntityPart part, Reader reader) {
        int whole = 0;
        for (EntityPart.Copy copy : part.copies()) {
            try {
                inPages(
                        since -> copy.changes(since, LISTED, false),
                        page -> page.changes().forEach(change -> reader.listed(change.id(), version(change))));
                whole++;
            } catch (CouchUnavailableException silent) {
                report(copy, silent);
            }
        }
        if (whole < part.readQuorum()) {
            throw new CouchUnavailableException(whole + " copies of a part answer, not " + part.readQuorum());
        }
    }

    /** Each document from whichever copy has what was listed; who listed them knows whether all came. */
    private void read(EntityPart part, Reader reader) {
        if (part.copies().size() == 1) {
            readSome(part.copies().getFirst(), "0", Long.MAX_VALUE, reader);
            return;
        }
        for (EntityPart.Copy copy : part.copies()) {
            try {
                readWanted(copy, reader);
            } catch (CouchUnavailableException silent) {
                report(copy, silent);
            }
        }
    }

    /** Documents only where there is one that is wanted: the second copy seldom has any. */
    private void readWanted(EntityPart.Copy copy, Reader reader) {
        String since = "0";
        Changes page;
        do {
            page = copy.changes(since, LISTED, false);
            if (page.changes().stream().anyMatch(change -> reader.wants(change.id(), version(change)))) {
                readSome(copy, since, page.changes().size(), reader);
            }
            since = page.last();
        } while (!page.changes().isEmpty());
    }

    private static void readSome(EntityPart.Copy copy, String from, long count, Reader reader) {
        String since = from;
        Changes page;
        for (long left = count; left > 0; left -= page.changes().size()) {
            page = copy.changes(since, (int) Math.min(PAGE, left), true);
            if (page.changes().isEmpty()) {
                return;
            }
            reader.accept(page.changes().stream()
                    .flatMap(change -> right(copy, change).stream())
                    .toList());
            since = page.last();
        }
    }

    private static void inPages(Function<String, Changes> ask, Consumer<Changes> each) {
        String since = "0";
        Changes page;
        do {
            page = ask.apply(since);
            each.accept(page);
            since = page.last();
        } while (!page.changes().isEmpty());
    }

    /** The highest of the leaves. Of a revision that somebody else has made it is not known. */
    private static long version(Changes.Change change) {
        return change.leaves().stream()
                .mapToLong(leaf -> VersionedRevision.version(leaf).orElse(0))
                .max()
                .orElse(0);
    }

    private void report(EntityPart.Copy copy, CouchUnavailableException silent) {
        log.atWarn()
                .addKeyValue("database", database)
                .addKeyValue("copy", copy)
                .setCause(silent)
                .log("A copy of documents cannot be read");
    }

    /** Of several leaves the one with the highest version. */
    private static Optional<Document> right(EntityPart.Copy copy, Changes.Change change) {
        if (change.leaves().size() == 1) {
            return change.document().map(CouchDocuments::document);
        }
        return copy.leaves(change.id()).stream()
                .max(Comparator.comparingLong(leaf -> leaf.json().path("v").asLong(0)))
                .map(CouchDocuments::document);
    }

    private static Document document(CouchDocument found) {
        return new Document(
                found.id(),
                found.json().path("v").asLong(0),
                found.deleted()
                        ? Optional.empty()
                        : Optional.of(ByteString.copyFrom(found.json().path("b").binaryValue())),
                Map.of());
    }
}
