package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.CompositeFilter;
import com.google.datastore.v1.PartitionId;
import com.google.datastore.v1.PropertyFilter;
import com.google.protobuf.ByteString;
import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.gql.Gql;
import io.ironstead.datastore.gql.GqlBinding;
import io.ironstead.datastore.gql.GqlRequest;
import io.ironstead.datastore.gql.GqlStatement;
import io.ironstead.datastore.wire.v1.V1Api.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Queries as messages of a request. */
final class Queries {
    private static final int DEPTH_MAX = 20;

    private final Place place;
    private final String namespace;

    Queries(Place place, PartitionId partition) {
        this.place = place;
        this.namespace = partition.getNamespaceId();
        if (!partition.getProjectId().isEmpty() || !partition.getDatabaseId().isEmpty()) {
            var key = com.google.datastore.v1.Key.newBuilder().setPartitionId(partition);
            key.addPathBuilder().setKind("k");
            place.key(key.build());
        }
    }

    /** A query and the numbers asked about it. */
    record Aggregated(Query query, List<Aggregation> aggregations) {}

    Query query(com.google.datastore.v1.Query message) {
        if (message.getKindCount() > 1) {
            throw RefusedException.invalid("multiple kinds not supported");
        }
        if (message.hasFindNearest()) {
            throw new RefusedException(Code.UNIMPLEMENTED, "find_nearest is not served.");
        }
        if (message.getOffset() < 0) {
            throw RefusedException.invalid("Offset must be non-negative.");
        }
        if (message.hasLimit() && message.getLimit().getValue() < 0) {
            throw RefusedException.invalid("Limit must be non-negative.");
        }
        return new Query(
                namespace,
                message.getKindCount() == 0
                        ? Optional.empty()
                        : Optional.of(message.getKind(0).getName()),
                message.hasFilter() ? Optional.of(filter(message.getFilter(), 0)) : Optional.empty(),
                message.getOrderList().stream().map(Queries::order).toList(),
                projection(message),
                message.getDistinctOnList().stream()
                        .map(property -> property.getName())
                        .toList(),
                message.getOffset(),
                message.hasLimit() ? Optional.of(message.getLimit().getValue()) : Optional.empty(),
                cursor(message.getStartCursor()),
                cursor(message.getEndCursor()));
    }

    /** A key comes with every row: it is asked for by name only when nothing else is wanted. */
    private static List<String> projection(com.google.datastore.v1.Query message) {
        List<String> properties = message.getProjectionList().stream()
                .map(projection -> projection.getProperty().getName())
                .toList();
        boolean keysOnly = properties.stream().allMatch(Query.KEY::equals);
        return keysOnly
                ? properties
                : properties.stream()
                        .filter(property -> !property.equals(Query.KEY))
                        .toList();
    }

    private static Order order(com.google.datastore.v1.PropertyOrder message) {
        boolean descending = message.getDirection() == com.google.datastore.v1.PropertyOrder.Direction.DESCENDING;
        return new Order(message.getProperty().getName(), descending ? Direction.DESCENDING : Direction.ASCENDING);
    }

    private Optional<Cursor> cursor(ByteString bytes) {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(place.cursors().decode(bytes));
    }

    private Filter filter(com.google.datastore.v1.Filter message, int depth) {
        if (depth > DEPTH_MAX) {
            throw RefusedException.invalid("Filters may be nested " + DEPTH_MAX + " deep at most.");
        }
        return switch (message.getFilterTypeCase()) {
            case COMPOSITE_FILTER -> composite(message.getCompositeFilter(), depth);
            case PROPERTY_FILTER -> property(message.getPropertyFilter());
            case FILTERTYPE_NOT_SET -> throw RefusedException.invalid("invalid filter");
        };
    }

    private Filter composite(CompositeFilter message, int depth) {
        List<Filter> parts = new ArrayList<>();
        for (var part : message.getFiltersList()) {
            parts.add(filter(part, depth + 1));
        }
        if (parts.isEmpty()) {
            throw RefusedException.invalid("A composite filter must have at least one sub-filter.");
        }
        return switch (message.getOp()) {
            case AND -> new Filter.And(parts);
            case OR -> new Filter.Or(parts);
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED ->
                throw RefusedException.invalid("A composite filter must have an operator.");
        };
    }

    private Filter property(PropertyFilter message) {
        String property = message.getProperty().getName();
        return switch (message.getOp()) {
            case EQUAL -> compare(property, Operator.EQUAL, message);
            case NOT_EQUAL -> compare(property, Operator.NOT_EQUAL, message);
            case LESS_THAN -> compare(property, Operator.LESS, message);
            case LESS_THAN_OR_EQUAL -> compare(property, Operator.LESS_OR_EQUAL, message);
            case GREATER_THAN -> compare(property, Operator.GREATER, message);
            case GREATER_THAN_OR_EQUAL -> compare(property, Operator.GREATER_OR_EQUAL, message);
            case IN -> new Filter.In(property, values(message));
            case NOT_IN -> new Filter.NotIn(property, values(message));
            case HAS_ANCESTOR -> ancestor(property, message);
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED ->
                throw RefusedException.invalid("a property filter must specify an operator");
        };
    }

    private Filter compare(String property, Operator operator, PropertyFilter message) {
        return new Filter.Compare(property, operator, operand(property, message.getValue()));
    }

    private List<Value> values(PropertyFilter message) {
        if (!message.getValue().hasArrayValue()) {
            throw RefusedException.invalid(message.getOp() + " requires an ArrayValue.");
        }
        return message.getValue().getArrayValue().getValuesList().stream()
                .map(value -> operand(message.getProperty().getName(), value))
                .toList();
    }

    private Value operand(String property, com.google.datastore.v1.Value message) {
        MessageRules.checkOperand(property, message);
        return place.entities().values().decode(message).value();
    }

    private Filter ancestor(String property, PropertyFilter message) {
        if (!message.getValue().hasKeyValue()) {
            throw RefusedException.invalid("HAS_ANCESTOR requires a key value");
        }
        if (!property.equals(Query.KEY)) {
            throw RefusedException.invalid("property must be __key__");
        }
        Key ancestor = place.key(message.getValue().getKeyValue());
        return new Filter.HasAncestor(ancestor);
    }

    Aggregated aggregation(com.google.datastore.v1.AggregationQuery message) {
        List<Aggregation> aggregations = new ArrayList<>();
        int unnamed = 0;
        for (var one : message.getAggregationsList()) {
            String alias = one.getAlias().isEmpty() ? "property_" + ++unnamed : one.getAlias();
            aggregations.add(aggregation(alias, one));
        }
        return new Aggregated(query(message.getNestedQuery()), aggregations);
    }

    private static Aggregation aggregation(String alias, com.google.datastore.v1.AggregationQuery.Aggregation message) {
        return switch (message.getOperatorCase()) {
            case COUNT -> count(alias, message.getCount());
            case SUM ->
                new Aggregation.Sum(alias, message.getSum().getProperty().getName());
            case AVG ->
                new Aggregation.Average(alias, message.getAvg().getProperty().getName());
            case OPERATOR_NOT_SET -> throw RefusedException.invalid("Operator field in Aggregation is not set.");
        };
    }

    private static Aggregation count(String alias, com.google.datastore.v1.AggregationQuery.Aggregation.Count message) {
        if (!message.hasUpTo()) {
            return new Aggregation.Count(alias, OptionalLong.empty());
        }
        return new Aggregation.Count(alias, OptionalLong.of(message.getUpTo().getValue()));
    }

    Query gql(com.google.datastore.v1.GqlQuery message) {
        return switch (statement(message)) {
            case GqlStatement.Select(Query query) -> query;
            case GqlStatement.Aggregate _ ->
                throw RefusedException.invalid("An aggregation is asked for with runAggregationQuery.");
        };
    }

    Aggregated aggregationGql(com.google.datastore.v1.GqlQuery message) {
        return switch (statement(message)) {
            case GqlStatement.Aggregate(Query query, var aggregations) -> new Aggregated(query, aggregations);
            case GqlStatement.Select _ ->
                throw RefusedException.invalid("A query that is no aggregation is asked with runQuery.");
        };
    }

    private GqlStatement statement(com.google.datastore.v1.GqlQuery message) {
        Map<String, GqlBinding> named = new HashMap<>();
        message.getNamedBindingsMap().forEach((name, parameter) -> named.put(name, binding(name, parameter)));
        return Gql.parse(new GqlRequest(
                message.getQueryString(),
                message.getAllowLiterals(),
                named,
                message.getPositionalBindingsList().stream()
                        .map(parameter -> binding("", parameter))
                        .toList(),
                place.project(),
                place.database(),
                namespace));
    }

    private GqlBinding binding(String name, com.google.datastore.v1.GqlQueryParameter parameter) {
        return switch (parameter.getParameterTypeCase()) {
            case VALUE ->
                parameter.getValue().hasArrayValue()
                        ? new GqlBinding.Many(parameter.getValue().getArrayValue().getValuesList().stream()
                                .map(value -> operand(name, value))
                                .toList())
                        : new GqlBinding.One(operand(name, parameter.getValue()));
            case CURSOR -> new GqlBinding.Place(place.cursors().decode(parameter.getCursor()));
            case PARAMETERTYPE_NOT_SET -> throw RefusedException.invalid("A GQL query parameter is empty.");
        };
    }

    /** What a GQL query was understood as: its kind, limit and offset; clients go on from its cursor with it. */
    com.google.datastore.v1.Query message(Query query) {
        return new QueryMessages(place).of(query);
    }
}
