package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Case.firestore;
import static io.ironstead.datastore.differential.Case.neither;
import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.AggregationQuery;
import com.google.datastore.v1.AggregationQuery.Aggregation;
import com.google.datastore.v1.PropertyFilter.Operator;
import com.google.datastore.v1.Query;
import com.google.protobuf.Int64Value;
import java.util.List;
import java.util.function.Consumer;

/** Counts, sums and averages; Google's first emulator has none. */
final class AggregationCases {
    private AggregationCases() {}

    private static Case on(String name, Consumer<Session> asks) {
        return firestore("aggregation: " + name, s -> {
            fill(s);
            asks.accept(s);
        });
    }

    /** No lists: the Firestore emulator counts an entity once for each element. */
    static void fill(Session session) {
        session.commit(
                upsert(key("Thing", "a"), "v", 1, "w", "x"),
                upsert(key("Thing", "b"), "v", 2, "w", "y"),
                upsert(key("Thing", "c"), "v", 3.5, "w", "x"),
                upsert(key("Thing", "d"), "v", "text", "w", "x"),
                upsert(key("Thing", "e"), "v", Values.NULL, "w", "z"),
                upsert(key("Thing", "f"), "v", -4, "w", "z"),
                upsert(key("Thing", "g"), "v", unindexed(7)),
                upsert(key("Thing", "h"), "w", "x"));
    }

    private static Case ask(String name, Query.Builder query, Aggregation... aggregations) {
        return on(name, s -> s.aggregate(query(query, aggregations)));
    }

    private static Case askNeither(String name, String our, Query.Builder query, Aggregation... aggregations) {
        return neither("aggregation: " + name, our, s -> {
            fill(s);
            s.aggregate(query(query, aggregations));
        });
    }

    static List<Case> all() {
        var things = kind("Thing");
        return List.of(
                ask("count", things, count("c")),
                ask("count of nothing", kind("Nothing"), count("c"), sum("v", "s"), average("v", "a")),
                ask("count up to", things, count("c", 3)),
                ask("count with a limit", kind("Thing").setLimit(limit(4)), count("c")),
                ask("count with an offset", kind("Thing").setOffset(7), count("c")),
                ask("count of a filter", kind("Thing").setFilter(where("v", Operator.GREATER_THAN, 1)), count("")),
                ask("sum and average", things, sum("v", "s"), average("v", "a")),
                ask(
                        "sum of integers",
                        kind("Thing").setFilter(where("v", Operator.LESS_THAN_OR_EQUAL, 2)),
                        sum("v", "s")),
                ask("sum of texts", things, sum("w", "s"), average("w", "a")),
                ask("no alias", things, count(""), sum("v", ""), count("mine"), average("v", "")),
                askNeither(
                        "with a limit",
                        "double_value: 6.5",
                        kind("Thing").setLimit(limit(4)),
                        count("c"),
                        sum("v", "s")),
                on("sum beyond the greatest number", s -> {
                    s.commit(
                            upsert(key("Big", 1), "n", Values.number(Long.MAX_VALUE)),
                            upsert(key("Big", 2), "n", Values.number(5)));
                    s.aggregate(query(kind("Big"), sum("n", "s"), average("n", "a")));
                }),
                on("sum with what is no number", s -> {
                    s.commit(upsert(key("Odd", 1), "n", Double.NaN), upsert(key("Odd", 2), "n", 5));
                    s.aggregate(query(kind("Odd"), sum("n", "s"), average("n", "a")));
                }),
                on("sum of infinities", s -> {
                    s.commit(
                            upsert(key("Odd", 1), "n", Double.POSITIVE_INFINITY),
                            upsert(key("Odd", 2), "n", Double.NEGATIVE_INFINITY));
                    s.aggregate(query(kind("Odd"), sum("n", "s"), average("n", "a")));
                }),
                ask("none", things),
                askNeither(
                        "six",
                        "The maximum number of aggregations",
                        things,
                        count("a"),
                        count("b"),
                        count("c"),
                        count("d"),
                        count("e"),
                        count("f")),
                ask("the same alias", things, count("a"), count("a")),
                ask(
                        "no operator",
                        things,
                        Aggregation.newBuilder().setAlias("a").build()),
                ask("count up to none", things, count("c", 0)),
                ask("count up to less", things, count("c", -1)),
                ask("sum of no property", things, sum("", "s")),
                ask("sum of keys", things, sum("__key__", "s")),
                ask("a reserved alias", things, count("__a__")),
                askNeither(
                        "a bad query",
                        "Limit must be non-negative.",
                        kind("Thing").setLimit(limit(-1)),
                        count("c")));
    }

    static AggregationQuery query(Query.Builder query, Aggregation... aggregations) {
        return AggregationQuery.newBuilder()
                .setNestedQuery(query)
                .addAllAggregations(List.of(aggregations))
                .build();
    }

    static Aggregation count(String alias) {
        var aggregation = Aggregation.newBuilder().setAlias(alias);
        aggregation.getCountBuilder();
        return aggregation.build();
    }

    private static Aggregation count(String alias, long upTo) {
        var aggregation = Aggregation.newBuilder().setAlias(alias);
        aggregation.getCountBuilder().setUpTo(Int64Value.of(upTo));
        return aggregation.build();
    }

    static Aggregation sum(String property, String alias) {
        var aggregation = Aggregation.newBuilder().setAlias(alias);
        aggregation.getSumBuilder().getPropertyBuilder().setName(property);
        return aggregation.build();
    }

    static Aggregation average(String property, String alias) {
        var aggregation = Aggregation.newBuilder().setAlias(alias);
        aggregation.getAvgBuilder().getPropertyBuilder().setName(property);
        return aggregation.build();
    }
}
