package io.ironstead.datastore.query;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.AggregationResult;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PlatformData;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.store.Snapshot;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Answers queries over one database. Keeps nothing between calls: a page ends with a cursor, and the next begins there, on
 * another node if need be. Safe for any number of threads.
 */
public final class QueryRunner {
    private final String application;
    private final String database;
    private final BooleanSupplier strict;
    private final IndexAdvice advice = new IndexAdvice();

    /** Serves every query, be there an index or not. */
    public QueryRunner(String application, String database) {
        this(application, database, () -> false);
    }

    /**
     * @param strict whether queries without a fitting index are refused now, as Google's first datastore refused them; else they
     *     are served all the same, by a sort. The platform's own are always served.
     */
    public QueryRunner(String application, String database, BooleanSupplier strict) {
        this.application = application;
        this.database = database;
        this.strict = strict;
    }

    /**
     * The first page of a query's results.
     *
     * @param catalog the composite indexes as of the snapshot or earlier
     */
    public QueryRun run(Query query, Snapshot snapshot, IndexCatalog catalog, PageLimit limit, Deadline deadline) {
        var log = new ScanLog(deadline);
        var execution = execution(query, snapshot, catalog, log);
        QueryPage page;
        try (var results = open(execution, limit.rows() + 1L, catalog, log)) {
            page = execution.pages().fill(results, limit, snapshot.version());
        }
        return new QueryRun(page, log.result());
    }

    /**
     * Aggregations over all of a query's results.
     *
     * @param aggregations 1 to 5, with an alias each
     */
    public AggregationRun aggregate(
            Query query, List<Aggregation> aggregations, Snapshot snapshot, IndexCatalog catalog, Deadline deadline) {
        var totals = new Totals(query, aggregations);
        var log = new ScanLog(deadline);
        Query rest = totals.query();
        while (true) {
            var execution = execution(rest, snapshot, catalog, log);
            try (var results = open(execution, Execution.SORTED_MAX, catalog, log)) {
                while (!totals.areFull() && results.next()) {
                    totals.add(execution.pages().answer(results.position()).entity());
                }
                if (totals.areFull() || results.more() != QueryPage.More.NOT_FINISHED) {
                    break;
                }
                rest = execution.rest(results);
            }
        }
        return new AggregationRun(new AggregationResult(totals.values(), snapshot.version()), log.result());
    }

    /** Composite indexes that recent queries were sorted or refused for want of, the most recent last. */
    public List<IndexDefinition> missingIndexes(IndexCatalog catalog) {
        return advice.missing(catalog);
    }

    private Results open(Execution execution, long wanted, IndexCatalog catalog, ScanLog log) {
        Results results = execution.open(wanted);
        if (log.hasSorted()) {
            MinimalIndex.missing(execution.normal(), catalog).ifPresent(advice::note);
        }
        return results;
    }

    private Execution execution(Query query, Snapshot snapshot, IndexCatalog catalog, ScanLog log) {
        QueryRules.check(application, query);
        var normal = Normaliser.normalise(query);
        if (strict.getAsBoolean() && !query.namespace().equals(PlatformData.NAMESPACE)) {
            QueryRules.checkStrictly(normal);
            MinimalIndex.missing(normal, catalog).ifPresent(minimal -> {
                advice.note(minimal);
                throw new DatastoreException(new Problem.NeedIndex(minimal));
            });
        }
        return new Execution(normal, new Place(application, database, query.namespace()), snapshot, catalog, log);
    }
}
