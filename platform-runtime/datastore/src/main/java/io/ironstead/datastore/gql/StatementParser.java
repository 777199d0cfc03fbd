package io.ironstead.datastore.gql;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.gql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code SELECT ...} and {@code AGGREGATE ... OVER (SELECT ...)}. */
final class StatementParser {
    private final GqlRequest request;
    private final Tokens tokens;
    private final ValueParser values;
    private final ConditionParser conditions;
    private final AggregationParser aggregations;
    private final RangeParser range;

    StatementParser(GqlRequest request, Tokens tokens, Bindings bindings) {
        this.request = request;
        this.tokens = tokens;
        this.values = new ValueParser(request, tokens, bindings);
        this.conditions = new ConditionParser(tokens, values);
        this.aggregations = new AggregationParser(tokens, values);
        this.range = new RangeParser(tokens, values, bindings);
    }

    GqlStatement statement() {
        var statement = tokens.accept("aggregate") ? aggregate() : select();
        tokens.expect(Kind.END);
        return statement;
    }

    private GqlStatement aggregate() {
        List<Aggregation> numbers = aggregations.list();
        tokens.expect("over");
        tokens.expect("(");
        tokens.expect("select");
        var over = new GqlStatement.Aggregate(entities(), numbers);
        tokens.expect(")");
        return over;
    }

    private GqlStatement select() {
        tokens.expect("select");
        if (aggregations.isNext()) {
            List<Aggregation> numbers = aggregations.list();
            return new GqlStatement.Aggregate(
                    query(kind(), filter(), List.of(), new What(List.of(), List.of()), new RangeParser.Range()),
                    numbers);
        }
        return new GqlStatement.Select(entities());
    }

    private record What(List<String> projection, List<String> distinctOn) {}

    private Query entities() {
        var what = what();
        Optional<String> kind = kind();
        Optional<Filter> filter = filter();
        if (tokens.accept("group")) {
            throw DatastoreException.invalid("GROUP BY not supported.");
        }
        List<Order> orders = orders();
        return query(kind, filter, orders, what, range.read());
    }

    private Query query(
            Optional<String> kind, Optional<Filter> filter, List<Order> orders, What what, RangeParser.Range range) {
        Optional<Cursor> start = Optional.ofNullable(range.start);
        Optional<Cursor> end = Optional.ofNullable(range.end);
        return new Query(
                request.namespace(),
                kind,
                filter,
                orders,
                what.projection(),
                what.distinctOn(),
                range.offset,
                Optional.ofNullable(range.limit),
                start,
                end);
    }

    private What what() {
        if (tokens.accept("*")) {
            return new What(List.of(), List.of());
        }
        if (!tokens.accept("distinct")) {
            return new What(conditions.properties(), List.of());
        }
        if (tokens.accept("on")) {
            tokens.expect("(");
            List<String> distinct = conditions.properties();
            tokens.expect(")");
            return new What(tokens.accept("*") ? List.of() : conditions.properties(), distinct);
        }
        if (tokens.peek().is("*")) {
            throw DatastoreException.invalid("Encountered \"*\" immediately after DISTINCT.");
        }
        List<String> distinct = conditions.properties();
        return new What(distinct, distinct);
    }

    private Optional<String> kind() {
        if (!tokens.accept("from")) {
            return Optional.empty();
        }
        String kind = values.name();
        if (kind.isEmpty()) {
            throw DatastoreException.invalid("The kind is the empty string.");
        }
        return Optional.of(kind);
    }

    private Optional<Filter> filter() {
        return tokens.accept("where") ? Optional.of(conditions.condition()) : Optional.empty();
    }

    private List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        if (tokens.accept("order")) {
            tokens.expect("by");
            do {
                String property = conditions.property();
                boolean descending = tokens.accept("desc");
                if (!descending) {
                    tokens.accept("asc");
                }
                orders.add(descending ? Order.descending(property) : Order.ascending(property));
            } while (tokens.accept(","));
        }
        return orders;
    }
}
