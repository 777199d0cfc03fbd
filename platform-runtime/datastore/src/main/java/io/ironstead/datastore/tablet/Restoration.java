package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.documents.Document;
import io.ironstead.datastore.documents.DocumentIds;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.documents.DocumentsException;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.store.RowStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database's rows from its documents. They may be of a later time than the log that is applied next begins at: what the
 * log says of them first is then older, and ends with what they are. How rows were before is not known, so reads of the time
 * before the newest document are refused. Until the last batch the store says that nothing was applied.
 */
final class Restoration {
    private static final Logger log = LoggerFactory.getLogger(Restoration.class);

    private final TabletSettings settings;
    private final RowStore store;
    private final VersionedRows rows;
    private final Composites composites;
    private final Applier applier;
    private final Inventory inventory;
    private boolean copies;
    private long newest;
    private long count;

    Restoration(TabletSettings settings, RowStore store) {
        this.settings = settings;
        this.store = store;
        this.rows = new VersionedRows(store, 0);
        this.composites = Composites.read(store);
        this.inventory = new Inventory(store);
        this.applier = new Applier(rows, new EntityBytes(settings.application()), composites);
    }

    /** @param lsn what the documents have at least */
    void run(Documents documents, long lsn) {
        documents.readAll(new Arriving());
        if (!inventory.isEmpty()) {
            throw new DocumentsException("Documents that one copy has are not to be read now");
        }
        var end = rows.batch();
        end.putPlain(VersionedRows.HORIZON, VersionedRows.value(newest));
        end.putPlain(PlainRows.STATE, new AppliedState(new LogPosition(0, lsn), newest).bytes());
        end.apply();
        store.flush();
        log.atInfo()
                .addKeyValue("application", settings.application())
                .addKeyValue("documents", count)
                .log("Datastore restored from its documents");
    }

    /** Where there are several copies, of each document the newest version that any of them has. */
    private final class Arriving implements Documents.Reader {
        @Override
        public void listed(String id, long version) {
            copies = true;
            inventory.add(id, version);
        }

        @Override
        public boolean wants(String id, long version) {
            return !copies || inventory.wants(id, version);
        }

        @Override
        public void accept(List<Document> page) {
            restore(page.stream()
                    .filter(document -> wants(document.id(), document.version()))
                    .toList());
        }
    }

    private void restore(List<Document> page) {
        var batch = rows.batch();
        var counts = new HashMap<ByteString, Integer>();
        long version = 0;
        for (Document document : page) {
            // A deletion too: of the time before it the entity's rows are not known.
            version = Math.max(version, document.version());
            if (copies) {
                inventory.taken(document.id(), batch);
            }
            if (document.row().isEmpty()) {
                continue;
            }
            byte[] row = document.row().get().toByteArray();
            if (document.id().startsWith(DocumentIds.ENTITIES)) {
                applier.restore(row, batch, counts);
            } else {
                restore(DocumentIds.row(document.id()), row, batch);
            }
        }
        Applier.count(counts, version, batch);
        batch.apply();
        newest = Math.max(newest, version);
        count += page.size();
    }

    private void restore(byte[] key, byte[] row, VersionedRows.Batch batch) {
        if (Arrays.equals(key, PlainRows.INDEXES)) {
            composites.declare(LogBytes.decodeIndexes(row), batch);
        } else {
            batch.putPlain(key, row);
        }
    }
}
