package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import io.ironstead.couch.embedded.Database.Counters;
import io.ironstead.couch.embedded.RevisionTree.Node;
import io.ironstead.couch.embedded.Store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The writes that will share one sync. Later writes see the earlier ones of the same batch; nobody else sees any before
 * {@link #commit} returned.
 */
class Batch implements AutoCloseable {
    private record Place(long database, String id) {}

    private final Store store;
    private final WriteBatch writes = new WriteBatch();
    private final Map<Place, DocumentEntry> entries = new HashMap<>();
    private final Map<Database, Counters> counters = new HashMap<>();
    private final Map<String, Optional<Database>> catalog = new HashMap<>();
    private final List<Runnable> afterwards = new ArrayList<>();

    Batch(Store store) {
        this.store = store;
    }

    /** What an earlier write of this batch did to a database of this name; null when nothing. */
    @Nullable
    Optional<Database> staged(String name) {
        return catalog.get(name);
    }

    /** Runs once the batch is on disk, on the committing thread. */
    void afterwards(Runnable step) {
        afterwards.add(step);
    }

    private void requireOpen(Database database) {
        Optional<Database> staged = catalog.get(database.name());
        if (database.isDropped()
                || (staged != null && staged.filter(database::equals).isEmpty())) {
            throw CouchError.noDatabase();
        }
    }

    Counters counters(Database database) {
        return counters.getOrDefault(database, database.counters());
    }

    Optional<DocumentEntry> entry(Database database, String id) {
        DocumentEntry pending = entries.get(new Place(database.number(), id));
        return pending == null ? database.entry(id) : Optional.of(pending);
    }

    /** Applies a client's edit: one new revision on a leaf, or a conflict. */
    Revision edit(Database database, IncomingDocument document) {
        requireOpen(database);
        String id = document.idText();
        RevisionTree tree = entry(database, id).map(DocumentEntry::tree).orElse(RevisionTree.EMPTY);
        Revision base = base(tree, document);
        Revision revision = document.edit(base);
        if (tree.knows(revision)) {
            throw CouchError.conflict();
        }
        // The parent is in the tree, so naming it alone is enough.
        put(database, document, base == null ? List.of(revision) : List.of(revision, base));
        return revision;
    }

    private static @Nullable Revision base(RevisionTree tree, IncomingDocument document) {
        if (!document.path().isEmpty()) {
            Revision named = document.path().getFirst();
            // Nothing follows a tombstone by name; CouchDB wants a document made again to name none.
            if (!tree.isLeaf(named) || tree.winner().deleted()) {
                throw CouchError.conflict();
            }
            return named;
        }
        if (tree.isEmpty()) {
            return null;
        }
        Node winner = tree.winner();
        if (!winner.deleted() || document.deleted()) {
            throw CouchError.conflict();
        }
        // A document made again goes on where its tombstone ended, so that replicas do not take it for the older one.
        return winner.revision();
    }

    /** Takes a revision over from elsewhere, as a branch if need be ({@code new_edits=false}). */
    void adopt(Database database, IncomingDocument document) {
        requireOpen(database);
        put(database, document, document.path());
    }

    private void put(Database database, IncomingDocument document, List<Revision> path) {
        Optional<DocumentEntry> before = entry(database, document.idText());
        RevisionTree old = before.map(DocumentEntry::tree).orElse(RevisionTree.EMPTY);
        Counters count = counters(database);
        long sequence = count.sequence() + 1;
        RevisionTree grown = old.graft(path, document.deleted(), sequence);
        if (grown == old) {
            return;
        }
        var after = new DocumentEntry(sequence, grown.stem(count.revisionsLimit()));
        write(database, document.idText(), before, after);
        put(Table.BODIES, Keys.numbered(database.number(), sequence), document.members());
        boolean wasLive = before.isPresent() && !before.get().isDeleted();
        boolean wasDeleted = before.isPresent() && before.get().isDeleted();
        long documents = count.documents() - (wasLive ? 1 : 0) + (after.isDeleted() ? 0 : 1);
        long deleted = count.deleted() - (wasDeleted ? 1 : 0) + (after.isDeleted() ? 1 : 0);
        counters.put(database, new Counters(sequence, documents, deleted, count.revisionsLimit()));
    }

    private void write(Database database, String id, Optional<DocumentEntry> before, DocumentEntry after) {
        long number = database.number();
        before.ifPresent(entry -> {
            delete(Table.CHANGES, Keys.numbered(number, entry.sequence()));
            Set<Long> kept = bodies(after.tree());
            for (long body : bodies(entry.tree())) {
                if (!kept.contains(body)) {
                    delete(Table.BODIES, Keys.numbered(number, body));
                }
            }
        });
        put(Table.DOCUMENTS, Keys.document(number, id), after.encode());
        put(
                Table.CHANGES,
                Keys.numbered(number, after.sequence()),
                ChangeEntry.of(id, after).encode());
        entries.put(new Place(number, id), after);
    }

    private static Set<Long> bodies(RevisionTree tree) {
        var bodies = new HashSet<Long>();
        for (Node node : tree.nodes()) {
            if (node.body() != RevisionTree.NO_BODY) {
                bodies.add(node.body());
            }
        }
        return bodies;
    }

    void putLocal(Database database, String id, byte[] document) {
        requireOpen(database);
        put(Table.LOCALS, Keys.document(database.number(), id), document);
    }

    void deleteLocal(Database database, String id) {
        requireOpen(database);
        delete(Table.LOCALS, Keys.document(database.number(), id));
    }

    void revisionsLimit(Database database, int limit) {
        requireOpen(database);
        Counters count = counters(database);
        counters.put(database, new Counters(count.sequence(), count.documents(), count.deleted(), limit));
    }

    void create(Database database) {
        put(Table.CATALOG, Keys.name(database.name()), database.encode());
        counters.put(database, Counters.NONE);
        catalog.put(database.name(), Optional.of(database));
    }

    void drop(Database database) {
        delete(Table.CATALOG, Keys.name(database.name()));
        counters.remove(database);
        catalog.put(database.name(), Optional.empty());
        try {
            for (Table table : Table.values()) {
                writes.deleteRange(
                        store.family(table), Keys.database(database.number()), Keys.after(database.number()));
            }
        } catch (RocksDBException e) {
            throw new Store.StoreException("The batch cannot grow", e);
        }
    }

    /** Makes everything durable, then visible. */
    void commit() {
        counters.forEach((database, count) -> put(Table.CATALOG, Keys.database(database.number()), count.encode()));
        if (writes.count() > 0) {
            store.write(writes);
        }
        afterwards.forEach(Runnable::run);
        counters.forEach(Database::publish);
    }

    private void put(Table table, byte[] key, byte[] value) {
        try {
            writes.put(store.family(table), key, value);
        } catch (RocksDBException e) {
            throw new Store.StoreException("The batch cannot grow", e);
        }
    }

    private void delete(Table table, byte[] key) {
        try {
            writes.delete(store.family(table), key);
        } catch (RocksDBException e) {
            throw new Store.StoreException("The batch cannot grow", e);
        }
    }

    @Override
    public void close() {
        writes.close();
    }
}
