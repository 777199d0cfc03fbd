package io.ironstead.datastore.query;

import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.store.Snapshot;
import io.ironstead.model.Deadline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries over one database. Keeps nothing between calls: a page ends with a cursor, and the next begins there, on
 * another node if need be. Safe for any number of threads.
 */
public final class QueryRunner {
    /** A sort remembers no more results than this at a time; what lies behind comes in a later page. */
    private static final int SORTED_MAX = 20_000;

    private final String application;
    private final String database;

    public QueryRunner(String application, String database) {
        this.application = application;
        this.database = database;
    }

    /**
     * The first page of a query's results.
     *
     * @param catalog the composite indexes as of the snapshot or earlier
     */
    public QueryRun run(Query query, Snapshot snapshot, IndexCatalog catalog, PageLimit limit, Deadline deadline) {
        QueryRules.check(application, query);
        var normal = Normaliser.normalise(query);
        var place = new Place(application, database, query.namespace());
        var log = new ScanLog(deadline);
        var entities = new EntityReads(snapshot, place, log);
        var cursors = new Cursors(normal, place);
        byte[] start = query.start().map(cursors::cut).orElse(Bytes.NONE);
        byte[] until = until(cursors, query.end());
        long wanted = (long) query.offset() + limit.rows() + 1;
        var planner = new Planner(normal, catalog, snapshot, log, entities, (int) Math.min(wanted, SORTED_MAX), until);
        QueryPage page;
        try (var results = new Results(normal, planner.open(), entities, start, until)) {
            page = new Pages(normal, place, entities).fill(results, limit, snapshot.version());
        }
        return new QueryRun(page, log.result());
    }

    private static byte @Nullable [] until(Cursors cursors, Optional<Cursor> end) {
        return end.map(cursors::cut).orElse(null);
    }
}
