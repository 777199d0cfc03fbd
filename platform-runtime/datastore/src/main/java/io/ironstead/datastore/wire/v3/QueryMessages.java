package io.ironstead.datastore.wire.v3;

import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@code datastore_v3.Query} as the engine's. Hints, read consistency and planned indexes have no meaning here. */
final class QueryMessages {
    private final KeyMessages keys;
    private final ValueMessages values;

    QueryMessages(KeyMessages keys, ValueMessages values) {
        this.keys = keys;
        this.values = values;
    }

    Query decode(DatastoreV3Pb.Query message) {
        Refused.refuseIf(message.hasSearchQuery(), "Full text search is not supported.");
        Refused.refuseIf(message.getShallow(), "Shallow queries are not supported.");
        Refused.refuseIf(
                message.getKeysOnly() && message.getPropertyNameCount() > 0,
                "projection and keys_only cannot both be set");
        var plain = new Query(
                message.getNameSpace(),
                message.hasKind() ? Optional.of(message.getKind()) : Optional.empty(),
                filter(message),
                orders(message),
                message.getKeysOnly() ? List.of(Query.KEY) : List.copyOf(message.getPropertyNameList()),
                distinct(message),
                message.getOffset(),
                message.hasLimit() ? Optional.of(message.getLimit()) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var cursors = CursorMessages.of(plain, keys, values);
        var start = message.hasCompiledCursor()
                ? cursors.start(message.getCompiledCursor())
                : Optional.<io.ironstead.datastore.Cursor>empty();
        var end = message.hasEndCompiledCursor()
                ? Optional.of(cursors.decode(message.getEndCompiledCursor()))
                : Optional.<io.ironstead.datastore.Cursor>empty();
        return new Query(
                plain.namespace(),
                plain.kind(),
                plain.filter(),
                plain.orders(),
                plain.projection(),
                plain.distinctOn(),
                plain.offset(),
                plain.limit(),
                start,
                end);
    }

    private static List<String> distinct(DatastoreV3Pb.Query message) {
        if (message.getGroupByPropertyNameCount() > 0) {
            return List.copyOf(message.getGroupByPropertyNameList());
        }
        return message.getDistinct() ? List.copyOf(message.getPropertyNameList()) : List.of();
    }

    private static List<Order> orders(DatastoreV3Pb.Query message) {
        return message.getOrderList().stream()
                .map(order -> new Order(
                        order.getProperty(),
                        order.getDirection() == DatastoreV3Pb.Query.Order.Direction.DESCENDING
                                ? Direction.DESCENDING
                                : Direction.ASCENDING))
                .toList();
    }

    private Optional<Filter> filter(DatastoreV3Pb.Query message) {
        var parts = new ArrayList<Filter>();
        if (message.hasAncestor()) {
            parts.add(new Filter.HasAncestor(keys.own(message.getAncestor())));
        }
        message.getFilterList().forEach(filter -> parts.add(filter(filter)));
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(parts.size() == 1 ? parts.getFirst() : new Filter.And(parts));
    }

    private Filter filter(DatastoreV3Pb.Query.Filter message) {
        int count = message.getPropertyCount();
        Refused.refuseIf(message.hasGeoRegion(), "Queries by region are not supported.");
        Refused.refuseIf(count == 0, "Filter has no properties");
        String property = message.getProperty(0).getName();
        var operator = message.getOp();
        if (operator == DatastoreV3Pb.Query.Filter.Operator.IN) {
            Refused.refuseIf(
                    message.getPropertyList().stream()
                            .anyMatch(one -> !one.getName().equals(property)),
                    "IN takes values of one property");
            return new Filter.In(
                    property,
                    message.getPropertyList().stream()
                            .map(one -> values.plain(one.getValue()))
                            .toList());
        }
        Refused.refuseIf(count > 1, "Filter has " + count + " properties, expected 1");
        if (operator == DatastoreV3Pb.Query.Filter.Operator.EXISTS) {
            return new Filter.Exists(property);
        }
        Value value = values.plain(message.getProperty(0).getValue());
        return new Filter.Compare(
                property,
                switch (operator) {
                    case LESS_THAN -> Operator.LESS;
                    case LESS_THAN_OR_EQUAL -> Operator.LESS_OR_EQUAL;
                    case GREATER_THAN -> Operator.GREATER;
                    case GREATER_THAN_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
                    case EQUAL -> Operator.EQUAL;
                    case NOT_EQUAL -> Operator.NOT_EQUAL;
                    default -> throw Refused.badRequest("Queries by region are not supported.");
                },
                value);
    }
}
