package io.ironstead.datastore.fuzz;

import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.AllocateIdsRequest;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitRequest.Mode;
import com.google.datastore.v1.GqlQuery;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.PropertyFilter.Operator;
import com.google.datastore.v1.PropertyOrder.Direction;
import com.google.datastore.v1.ReserveIdsRequest;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunQueryRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;

/** A request of every method, and sentences of GQL, to be damaged. */
final class ValidRequests {
    static final String PROJECT = "mine";
    static final List<String> SENTENCES = List.of(
            "SELECT * FROM Thing WHERE a = 1 AND b >= 'x' ORDER BY b DESC LIMIT 3 OFFSET 1",
            "SELECT DISTINCT ON (a) a, b FROM Thing WHERE __key__ HAS ANCESTOR KEY(Root, 'r') ORDER BY a",
            "SELECT * FROM Thing WHERE a IN ARRAY(1, 2.5, TRUE, NULL, BLOB('AAAA'), DATETIME('2020-01-01T00:00:00Z'))",
            "SELECT __key__ FROM `Thing` WHERE __key__ > KEY(PROJECT('mine'), NAMESPACE('n'), Thing, 7)",
            "SELECT * FROM Thing WHERE (a = 1 OR b != 2) AND c NOT IN ARRAY(1)",
            "AGGREGATE COUNT(*) AS n, SUM(a), AVG(b) OVER (SELECT * FROM Thing WHERE a > 1)",
            "SELECT COUNT_UP_TO(5) AS few FROM Thing");

    private ValidRequests() {}

    /** By the word in HTTP's address. */
    static Map<String, Message> all() {
        var query = order(
                        kind("Thing")
                                .setFilter(and(
                                        where("a", Operator.GREATER_THAN, 1), where("b", Operator.IN, list("x", 2)))),
                        "a",
                        Direction.ASCENDING)
                .setLimit(limit(5))
                .setOffset(1);
        var aggregation = RunAggregationQueryRequest.newBuilder().setProjectId(PROJECT);
        aggregation
                .getAggregationQueryBuilder()
                .setNestedQuery(query)
                .addAggregationsBuilder()
                .getCountBuilder();
        return Map.of(
                "lookup",
                LookupRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .addKeys(key("Thing", "a"))
                        .addKeys(key("Root", "r", "Thing", 7))
                        .build(),
                "runQuery",
                RunQueryRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setQuery(query)
                        .build(),
                "runAggregationQuery",
                aggregation.build(),
                "commit",
                CommitRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setMode(Mode.NON_TRANSACTIONAL)
                        .addMutations(upsert(key("Thing", "a"), "a", 1, "b", list("x", 2.5), "c", true))
                        .addMutations(delete(key("Thing", 9)))
                        .build(),
                "beginTransaction",
                BeginTransactionRequest.newBuilder().setProjectId(PROJECT).build(),
                "rollback",
                RollbackRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setTransaction(ByteString.copyFrom(new byte[8]))
                        .build(),
                "allocateIds",
                AllocateIdsRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .addKeys(key("Thing"))
                        .build(),
                "reserveIds",
                ReserveIdsRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .addKeys(key("Thing", 5))
                        .build());
    }

    static RunQueryRequest gql(String text) {
        return RunQueryRequest.newBuilder()
                .setProjectId(PROJECT)
                .setGqlQuery(GqlQuery.newBuilder().setQueryString(text).setAllowLiterals(true))
                .build();
    }
}
