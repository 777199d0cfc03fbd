package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.documents.Document;
import io.ironstead.datastore.documents.DocumentIds;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.documents.Readable;
import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what changed since the last checkpoint as documents, while changes go on. A row that changes meanwhile is written as it
 * was or as it is; it then stays marked, and comes again with the next checkpoint.
 */
final class Checkpoint {
    private static final int ROWS_MAX = 250;
    private static final long BYTES_MAX = 2 << 20;

    private record Marked(byte[] mark, Document document) {}

    private final TabletSettings settings;
    private final RowStore store;
    private final EntityBytes codec;
    private final Composites composites;
    private final ReentrantLock applying;

    /** @param applying held while rows are changed */
    Checkpoint(
            TabletSettings settings, RowStore store, EntityBytes codec, Composites composites, ReentrantLock applying) {
        this.settings = settings;
        this.store = store;
        this.codec = codec;
        this.composites = composites;
        this.applying = applying;
    }

    /**
     * @param goesOn false ends it early
     * @return whether all that was marked when it began is stored
     */
    boolean write(Documents documents, BooleanSupplier goesOn) {
        byte[] from = PlainRows.DIRTY;
        boolean stored = false;
        while (goesOn.getAsBoolean()) {
            List<Marked> page = page(from);
            if (page.isEmpty()) {
                // Even then there must be a database: to whoever restores rows none means that it is lost.
                return stored || documents.store(List.of());
            }
            if (!documents.store(page.stream().map(Marked::document).toList())) {
                return false;
            }
            stored = true;
            unmark(page);
            byte[] last = page.getLast().mark();
            from = Arrays.copyOf(last, last.length + 1);
        }
        return false;
    }

    private List<Marked> page(byte[] from) {
        var found = new ArrayList<Marked>();
        long bytes = 0;
        try (Rows marks = store.scan(from, PlainRows.after(PlainRows.DIRTY), false)) {
            while (found.size() < ROWS_MAX && bytes < BYTES_MAX && marks.next()) {
                byte[] mark = marks.key();
                byte[] row = Arrays.copyOfRange(mark, PlainRows.DIRTY.length, mark.length);
                Document document = document(row, VersionedRows.version(marks.value()));
                found.add(new Marked(mark, document));
                bytes += document.row().map(ByteString::size).orElse(0);
            }
        }
        return found;
    }

    private Document document(byte[] row, long version) {
        if (Arrays.equals(row, PlainRows.INDEXES)) {
            return new Document(
                    DocumentIds.row(row),
                    version,
                    Optional.of(LogBytes.encodeIndexes(composites.declared())),
                    Map.of());
        }
        byte @Nullable [] value = store.get(row);
        if (row[0] != PlainRows.ENTITIES[0]) {
            String id = DocumentIds.row(row);
            return value == null
                    ? Document.deleted(id, version)
                    : new Document(id, version, Optional.of(wrap(value)), Map.of());
        }
        if (value == null) {
            return Document.deleted(
                    DocumentIds.entity(RowKeys.entity(row, settings.application(), settings.database())), version);
        }
        StoredEntity stored = codec.stored(value);
        return new Document(
                DocumentIds.entity(stored.entity().requireKey()),
                stored.version(),
                Optional.of(wrap(value)),
                Readable.of(stored.entity()));
    }

    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private void unmark(List<Marked> page) {
        var batch = new RowBatch();
        applying.lock();
        try {
            for (Marked written : page) {
                byte @Nullable [] now = store.get(written.mark());
                if (now != null
                        && VersionedRows.version(now) <= written.document().version()) {
                    batch.delete(written.mark());
                }
            }
            store.apply(batch);
        } finally {
            applying.unlock();
        }
    }
}
