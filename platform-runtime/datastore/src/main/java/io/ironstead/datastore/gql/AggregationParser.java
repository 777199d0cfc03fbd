package io.ironstead.datastore.gql;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.gql.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;

/** {@code COUNT(*)}, {@code COUNT_UP_TO(n)}, {@code SUM(p)} and {@code AVG(p)}, each with or without an alias. */
final class AggregationParser {
    private static final int MAX = 5;

    private final Tokens tokens;
    private final ValueParser values;
    private int unnamed;

    AggregationParser(Tokens tokens, ValueParser values) {
        this.tokens = tokens;
        this.values = values;
    }

    boolean isNext() {
        return tokens.nextIs("avg") || tokens.nextIs("count") || tokens.nextIs("count_up_to") || tokens.nextIs("sum");
    }

    List<Aggregation> list() {
        List<Aggregation> list = new ArrayList<>();
        var aliases = new HashSet<String>();
        do {
            if (list.size() == MAX) {
                throw DatastoreException.invalid("An aggregation query has 1 to " + MAX + " aggregations.");
            }
            var one = one();
            if (!aliases.add(one.alias())) {
                throw DatastoreException.invalid("Aggregation aliases contain duplicate alias: " + one.alias() + ".");
            }
            list.add(one);
        } while (tokens.accept(","));
        return list;
    }

    private Aggregation one() {
        if (tokens.accept("count")) {
            tokens.expect("(");
            if (tokens.peek().kind() == Kind.NAME || tokens.peek().kind() == Kind.QUOTED_NAME) {
                throw DatastoreException.invalid(
                        "Cloud Datastore only supports counts over the entire result set (i.e. `COUNT(*)`)");
            }
            tokens.expect("*");
            tokens.expect(")");
            return new Aggregation.Count(alias(), OptionalLong.empty());
        }
        if (tokens.accept("count_up_to")) {
            return countUpTo();
        }
        if (tokens.accept("sum")) {
            String property = property();
            return new Aggregation.Sum(alias(), property);
        }
        if (tokens.accept("avg")) {
            String property = property();
            return new Aggregation.Average(alias(), property);
        }
        throw tokens.unexpected();
    }

    private Aggregation countUpTo() {
        tokens.expect("(");
        if (!tokens.nextIs(Kind.INTEGER)) {
            throw tokens.unexpected();
        }
        long upTo = values.integer();
        tokens.expect(")");
        return new Aggregation.Count(alias(), OptionalLong.of(upTo));
    }

    private String property() {
        tokens.expect("(");
        String property = new ConditionParser(tokens, values).property();
        tokens.expect(")");
        return property;
    }

    private String alias() {
        return tokens.accept("as") ? values.name() : "property_" + ++unnamed;
    }
}
