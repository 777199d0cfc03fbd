package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.ArrayValue;
import com.google.datastore.v1.CompositeFilter;
import com.google.datastore.v1.PropertyFilter;
import com.google.datastore.v1.PropertyOrder;
import com.google.datastore.v1.PropertyReference;
import com.google.protobuf.Int32Value;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.wire.v1.V1Api.Place;
import java.util.List;

/** A query as the message that would have asked it: how a GQL query is told to its client, which pages on with it. */
final class QueryMessages {
    private final Place place;

    QueryMessages(Place place) {
        this.place = place;
    }

    com.google.datastore.v1.Query of(Query query) {
        var message = com.google.datastore.v1.Query.newBuilder().setOffset(query.offset());
        query.kind().ifPresent(kind -> message.addKindBuilder().setName(kind));
        query.filter().ifPresent(filter -> message.setFilter(filter(filter)));
        for (Order order : query.orders()) {
            message.addOrderBuilder()
                    .setProperty(reference(order.property()))
                    .setDirection(
                            order.direction() == Direction.ASCENDING
                                    ? PropertyOrder.Direction.ASCENDING
                                    : PropertyOrder.Direction.DESCENDING);
        }
        query.projection().forEach(property -> message.addProjectionBuilder().setProperty(reference(property)));
        query.distinctOn().forEach(property -> message.addDistinctOn(reference(property)));
        query.limit().ifPresent(limit -> message.setLimit(Int32Value.of(limit)));
        query.start().ifPresent(cursor -> message.setStartCursor(place.cursors().encode(cursor)));
        query.end().ifPresent(cursor -> message.setEndCursor(place.cursors().encode(cursor)));
        return message.build();
    }

    private static PropertyReference reference(String property) {
        return PropertyReference.newBuilder().setName(property).build();
    }

    private com.google.datastore.v1.Filter filter(Filter filter) {
        return switch (filter) {
            case Filter.And(var parts) -> composite(CompositeFilter.Operator.AND, parts);
            case Filter.Or(var parts) -> composite(CompositeFilter.Operator.OR, parts);
            case Filter.Compare(String property, var operator, Value value) ->
                property(property, operator(operator), value(value));
            case Filter.In(String property, var values) -> property(property, PropertyFilter.Operator.IN, list(values));
            case Filter.NotIn(String property, var values) ->
                property(property, PropertyFilter.Operator.NOT_IN, list(values));
            case Filter.HasAncestor(var ancestor) ->
                property(Query.KEY, PropertyFilter.Operator.HAS_ANCESTOR, value(new Value.Reference(ancestor)));
            case Filter.Exists(String property) ->
                property(property, PropertyFilter.Operator.GREATER_THAN_OR_EQUAL, value(Value.Null.NULL));
        };
    }

    private com.google.datastore.v1.Filter composite(CompositeFilter.Operator operator, List<Filter> parts) {
        var composite = CompositeFilter.newBuilder().setOp(operator);
        parts.forEach(part -> composite.addFilters(filter(part)));
        return com.google.datastore.v1.Filter.newBuilder()
                .setCompositeFilter(composite)
                .build();
    }

    private static com.google.datastore.v1.Filter property(
            String property, PropertyFilter.Operator operator, com.google.datastore.v1.Value value) {
        return com.google.datastore.v1.Filter.newBuilder()
                .setPropertyFilter(PropertyFilter.newBuilder()
                        .setProperty(reference(property))
                        .setOp(operator)
                        .setValue(value))
                .build();
    }

    private static PropertyFilter.Operator operator(Filter.Operator operator) {
        return switch (operator) {
            case EQUAL -> PropertyFilter.Operator.EQUAL;
            case NOT_EQUAL -> PropertyFilter.Operator.NOT_EQUAL;
            case LESS -> PropertyFilter.Operator.LESS_THAN;
            case LESS_OR_EQUAL -> PropertyFilter.Operator.LESS_THAN_OR_EQUAL;
            case GREATER -> PropertyFilter.Operator.GREATER_THAN;
            case GREATER_OR_EQUAL -> PropertyFilter.Operator.GREATER_THAN_OR_EQUAL;
        };
    }

    private com.google.datastore.v1.Value value(Value value) {
        return place.entities().values().encode(PropertyValue.indexed(value));
    }

    private com.google.datastore.v1.Value list(List<Value> values) {
        var array = ArrayValue.newBuilder();
        values.forEach(value -> array.addValues(value(value)));
        return com.google.datastore.v1.Value.newBuilder().setArrayValue(array).build();
    }
}
