package io.ironstead.datastore.query;

import io.ironstead.datastore.Query;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.store.Snapshot;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One query over one snapshot, checked and understood. */
final class Execution {
    /** A sort remembers no more results than this at a time; what lies behind comes in a later page. */
    static final int SORTED_MAX = 20_000;

    private final NormalQuery normal;
    private final Place place;
    private final Snapshot snapshot;
    private final IndexCatalog catalog;
    private final ScanLog log;
    private final Function<byte[], Optional<StoredEntity>> entities;
    private final @Nullable MetadataKinds metadata;

    Execution(NormalQuery normal, Place place, Snapshot snapshot, IndexCatalog catalog, ScanLog log) {
        this.normal = normal;
        this.place = place;
        this.snapshot = snapshot;
        this.catalog = catalog;
        this.log = log;
        this.metadata = normal.query().kind().filter(MetadataKinds::isOne).isPresent()
                ? new MetadataKinds(normal, place, snapshot, log)
                : null;
        this.entities = metadata == null ? new EntityReads(snapshot, place, log) : metadata;
    }

    /** @param wanted how many results will be asked for at most, after the offset */
    Results open(long wanted) {
        var cursors = new Cursors(normal, place);
        Query query = normal.query();
        byte[] start = query.start().map(cursors::cut).orElse(Bytes.NONE);
        byte[] until = query.end().map(cursors::cut).orElse(null);
        int sortedMax = (int) Math.min(wanted + query.offset(), SORTED_MAX);
        Walk walk = metadata == null
                ? new Planner(normal, catalog, snapshot, log, entities, sortedMax, until).open()
                : metadata.open(sortedMax);
        return new Results(normal, walk, entities, start, until);
    }

    NormalQuery normal() {
        return normal;
    }

    Pages pages() {
        return new Pages(normal, place, entities);
    }

    /** What is left of the query behind the results taken so far. */
    Query rest(Results results) {
        Query query = normal.query();
        byte[] last = results.taken() > 0 ? results.position() : results.skippedTo();
        return query.from(
                new Cursors(normal, place).after(last),
                query.offset() - results.skipped(),
                query.limit().map(limit -> (int) (limit - results.taken())));
    }
}
