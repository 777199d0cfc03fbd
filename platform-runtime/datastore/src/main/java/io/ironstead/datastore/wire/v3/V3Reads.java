package io.ironstead.datastore.wire.v3;

import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.CompositeIndex;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.wire.v3.OpenQueries.Rest;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Get, queries page by page, and the list of indexes. */
final class V3Reads {
    private static final int KEYS_MAX = 1_000;
    private static final int BATCH = 20;
    private static final int ROWS_MAX = 300;
    private static final int BYTES_MAX = 2_000_000;
    private static final String EXPIRED =
            "query has expired or is invalid. Please restart it with the last cursor to read more results.";

    private final KeyMessages keys;
    private final EntityMessages entities;
    private final Function<String, Datastore> databases;
    private final OpenTransactions transactions;
    private final OpenQueries queries;

    V3Reads(
            KeyMessages keys,
            EntityMessages entities,
            Function<String, Datastore> databases,
            OpenTransactions transactions,
            OpenQueries queries) {
        this.keys = keys;
        this.entities = entities;
        this.databases = databases;
        this.transactions = transactions;
        this.queries = queries;
    }

    DatastoreV3Pb.GetResponse get(DatastoreV3Pb.GetRequest request, Deadline deadline) {
        var response = DatastoreV3Pb.GetResponse.newBuilder().setInOrder(true);
        if (request.getKeyCount() == 0) {
            return response.build();
        }
        Refused.refuseIf(
                request.getKeyCount() > KEYS_MAX, "cannot get more than " + KEYS_MAX + " keys in a single call");
        var asked = request.getKeyList().stream().map(keys::own).toList();
        Refused.refuseIf(!asked.stream().allMatch(Key::isComplete), "missing key id/name");
        var datastore = databases.apply(oneDatabase(asked));
        ReadFrom from = ReadFrom.Latest.LATEST;
        if (request.hasTransaction()) {
            var transaction = transaction(request.getTransaction());
            transactions.touch(transaction, asked);
            from = new ReadFrom.Transaction(transaction);
        }
        var found = datastore.lookup(asked, from, deadline);
        for (int i = 0; i < asked.size(); i++) {
            var entity = found.entities().get(i);
            if (entity.isPresent()) {
                response.addEntityBuilder()
                        .setEntity(entities.encode(entity.get().entity()))
                        .setVersion(entity.get().version());
            } else {
                response.addEntityBuilder().setKey(keys.encode(asked.get(i))).setVersion(found.version());
            }
        }
        return response.build();
    }

    static String oneDatabase(List<Key> asked) {
        String database = asked.getFirst().database();
        Refused.refuseIf(
                asked.stream().anyMatch(key -> !key.database().equals(database)), "All keys must be of one database");
        return database;
    }

    TransactionId transaction(DatastoreV3Pb.Transaction message) {
        keys.requireOwn(message.getApp());
        return new TransactionId(message.getHandle());
    }

    DatastoreV3Pb.QueryResult run(DatastoreV3Pb.Query message, Deadline deadline) {
        keys.requireOwn(message.getApp());
        var query = new QueryMessages(keys, entities.values()).decode(message);
        ReadFrom from = ReadFrom.Latest.LATEST;
        if (message.hasTransaction()) {
            var transaction = transaction(message.getTransaction());
            ancestor(query.filter()).ifPresent(key -> transactions.touch(transaction, List.of(key)));
            from = new ReadFrom.Transaction(transaction);
        } else if (message.hasReadTimeUs()) {
            from = new ReadFrom.Time(message.getReadTimeUs());
        }
        int count = BATCH;
        if (message.hasCount()) {
            count = message.getCount();
        } else if (message.hasLimit()) {
            count = message.getLimit();
        }
        var rest = new Rest(databases.apply(message.getDatabaseId()), query, from, Math.max(0, count));
        return page(rest, rest.count(), message.getCompile(), Optional.empty(), deadline);
    }

    private static Optional<Key> ancestor(Optional<Filter> filter) {
        return filter.flatMap(one -> switch (one) {
            case Filter.HasAncestor(Key key) -> Optional.of(key);
            case Filter.And(var parts) ->
                parts.stream()
                        .flatMap(part -> ancestor(Optional.of(part)).stream())
                        .findFirst();
            default -> Optional.empty();
        });
    }

    DatastoreV3Pb.QueryResult next(DatastoreV3Pb.NextRequest message, Deadline deadline) {
        keys.requireOwn(message.getCursor().getApp());
        long handle = message.getCursor().getCursor();
        var rest = queries.find(handle).orElseThrow(() -> Refused.badRequest(EXPIRED));
        int count = message.hasCount() ? Math.max(0, message.getCount()) : rest.count();
        return page(rest, count, message.getCompile(), Optional.of(handle), deadline);
    }

    void drop(DatastoreV3Pb.Cursor message) {
        keys.requireOwn(message.getApp());
        queries.drop(message.getCursor());
    }

    private DatastoreV3Pb.QueryResult page(
            Rest rest, int count, boolean compile, Optional<Long> handle, Deadline deadline) {
        var query = rest.query();
        // No rows were asked for, only what is skipped.
        boolean skipOnly = count == 0 && query.limit().orElse(1) > 0;
        var asked = skipOnly ? query.limit(0) : query;
        var page = read(rest, asked, new PageLimit(Math.clamp(count, 1, ROWS_MAX), BYTES_MAX), deadline);
        boolean more =
                page.more() == QueryPage.More.NOT_FINISHED || (skipOnly && page.more() == QueryPage.More.AFTER_LIMIT);
        var response = DatastoreV3Pb.QueryResult.newBuilder()
                .setMoreResults(more)
                .setKeysOnly(query.keysOnly())
                .setIndexOnly(!query.keysOnly() && !query.projection().isEmpty());
        var cursors = CursorMessages.of(query, keys, entities.values());
        if (page.skipped() > 0) {
            response.setSkippedResults(page.skipped());
            if (compile) {
                response.setSkippedResultsCompiledCursor(cursors.encode(page.skippedCursor()));
            }
        }
        for (var row : page.rows()) {
            response.addResult(entities.encode(row.entity().entity()));
            response.addVersion(row.entity().version());
            if (compile) {
                response.addResultCompiledCursor(cursors.encode(row.cursor()));
            }
        }
        if (compile) {
            response.setCompiledCursor(cursors.encode(page.end()));
        }
        if (more) {
            var left = new Rest(rest.datastore(), left(query, page), snapshot(rest, page), rest.count());
            handle.ifPresent(known -> queries.keep(known, left));
            long told = handle.orElseGet(() -> queries.keep(left));
            response.getCursorBuilder().setCursor(told).setApp(keys.appId());
        } else {
            handle.ifPresent(queries::drop);
        }
        return response.build();
    }

    private static Query left(Query query, QueryPage page) {
        return query.from(
                page.end(),
                Math.max(0, query.offset() - page.skipped()),
                query.limit().map(limit -> Math.max(0, limit - page.rows().size())));
    }

    /** All pages see what the first one saw, for as long as old versions are kept; after that the latest. */
    private static QueryPage read(Rest rest, Query query, PageLimit limit, Deadline deadline) {
        try {
            return rest.datastore().run(query, rest.snapshot(), limit, deadline);
        } catch (DatastoreException refused) {
            boolean later = query.start().isPresent() && rest.snapshot() instanceof ReadFrom.Time;
            if (later && refused.problem() instanceof Problem.SnapshotTooOld) {
                return rest.datastore().run(query, ReadFrom.Latest.LATEST, limit, deadline);
            }
            throw refused;
        }
    }

    private static ReadFrom snapshot(Rest rest, QueryPage page) {
        return rest.snapshot() == ReadFrom.Latest.LATEST ? new ReadFrom.Time(page.version()) : rest.snapshot();
    }

    DatastoreV3Pb.CompositeIndices indexes(DatastoreV3Pb.GetIndicesRequest request) {
        keys.requireOwn(request.getAppId());
        var response = DatastoreV3Pb.CompositeIndices.newBuilder();
        for (var index : databases.apply(request.getDatabaseId()).indexes()) {
            if (index.stage() != IndexState.Stage.UNUSED) {
                response.addIndex(encode(index));
            }
        }
        return response.build();
    }

    private CompositeIndex encode(IndexState index) {
        var message = CompositeIndex.newBuilder()
                .setAppId(keys.appId())
                .setId(index.id())
                .setState(
                        index.stage() == IndexState.Stage.READY
                                ? CompositeIndex.State.READ_WRITE
                                : CompositeIndex.State.WRITE_ONLY);
        var definition = message.getDefinitionBuilder()
                .setEntityType(index.definition().kind())
                .setAncestor(index.definition().ancestor());
        for (var column : index.definition().columns()) {
            definition
                    .addPropertyBuilder()
                    .setName(column.property())
                    .setDirection(
                            column.direction() == Direction.DESCENDING
                                    ? OnestoreEntity.Index.Property.Direction.DESCENDING
                                    : OnestoreEntity.Index.Property.Direction.ASCENDING);
        }
        return message.build();
    }
}
