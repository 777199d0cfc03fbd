package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.EntityResult;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.LookupResponse;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunAggregationQueryResponse;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.RunQueryResponse;
import com.google.protobuf.ByteString;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.codec.ValueCodec;
import io.ironstead.datastore.wire.v1.V1Api.Place;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Optional;

/** Lookup, RunQuery and RunAggregationQuery. */
final class Reads {
    private final Place place;
    private final Deadline deadline;
    private final Results results;

    Reads(Place place, Deadline deadline) {
        this.place = place;
        this.deadline = deadline;
        this.results = new Results(place);
    }

    /** What a read sees, and the transaction that began with it, if one did. */
    private record View(ReadFrom from, ByteString begun) {}

    private View view(ReadOptions options) {
        return switch (options.getConsistencyTypeCase()) {
            case TRANSACTION ->
                new View(new ReadFrom.Transaction(Transactions.id(options.getTransaction())), ByteString.EMPTY);
            case NEW_TRANSACTION -> {
                var id = place.datastore().begin(Transactions.options(options.getNewTransaction()));
                yield new View(new ReadFrom.Transaction(id), Transactions.bytes(id));
            }
            case READ_TIME -> new View(new ReadFrom.Time(ValueCodec.micros(options.getReadTime())), ByteString.EMPTY);
            // Eventual consistency is served strongly.
            case READ_CONSISTENCY, CONSISTENCYTYPE_NOT_SET -> new View(ReadFrom.Latest.LATEST, ByteString.EMPTY);
        };
    }

    LookupResponse lookup(LookupRequest request) {
        List<Key> keys = V1Api.keys(place, request.getKeysList());
        keys.forEach(EntityRules::checkReadable);
        var view = view(request.getReadOptions());
        return looked(request, keys, view, place.datastore().lookup(keys, view.from(), deadline));
    }

    /** Of one key and no new transaction, if nothing has to be waited for. */
    Optional<LookupResponse> lookupNow(LookupRequest request) {
        if (request.getKeysCount() != 1 || request.getReadOptions().hasNewTransaction()) {
            return Optional.empty();
        }
        Key key = place.key(request.getKeys(0));
        EntityRules.checkReadable(key);
        var view = view(request.getReadOptions());
        return place.datastore().lookupNow(key, view.from()).map(found -> looked(request, List.of(key), view, found));
    }

    private LookupResponse looked(LookupRequest request, List<Key> keys, View view, LookupResult looked) {
        var answer = LookupResponse.newBuilder()
                .setTransaction(view.begun())
                .setReadTime(ValueCodec.timestamp(looked.version()));
        for (int i = 0; i < keys.size(); i++) {
            Optional<StoredEntity> found = looked.entities().get(i);
            if (found.isPresent()) {
                answer.addFound(results.entity(found.get(), request.getPropertyMask()));
            } else {
                var missing = EntityResult.newBuilder().setVersion(looked.version());
                missing.getEntityBuilder().setKey(place.keys().encode(keys.get(i)));
                answer.addMissing(missing);
            }
        }
        return answer.build();
    }

    RunQueryResponse run(RunQueryRequest request) {
        var queries = new Queries(place, request.getPartitionId());
        var asked = switch (request.getQueryTypeCase()) {
            case QUERY -> queries.query(request.getQuery());
            case GQL_QUERY -> queries.gql(request.getGqlQuery());
            case QUERYTYPE_NOT_SET -> throw RefusedException.invalid("The request has no query.");
        };
        var view = view(request.getReadOptions());
        var page = place.datastore().run(asked, view.from(), PageLimit.DEFAULT, deadline);
        var answer = RunQueryResponse.newBuilder()
                .setTransaction(view.begun())
                .setBatch(results.batch(asked, page, request.getPropertyMask()));
        if (request.hasGqlQuery()) {
            answer.setQuery(queries.message(asked));
        }
        return answer.build();
    }

    RunAggregationQueryResponse aggregate(RunAggregationQueryRequest request) {
        var queries = new Queries(place, request.getPartitionId());
        var asked = switch (request.getQueryTypeCase()) {
            case AGGREGATION_QUERY -> queries.aggregation(request.getAggregationQuery());
            case GQL_QUERY -> queries.aggregationGql(request.getGqlQuery());
            case QUERYTYPE_NOT_SET -> throw RefusedException.invalid("The request has no query.");
        };
        var view = view(request.getReadOptions());
        var numbers = place.datastore().aggregate(asked.query(), asked.aggregations(), view.from(), deadline);
        return RunAggregationQueryResponse.newBuilder()
                .setTransaction(view.begun())
                .setBatch(results.aggregations(numbers))
                .build();
    }
}
