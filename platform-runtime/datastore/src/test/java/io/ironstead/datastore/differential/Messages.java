package io.ironstead.datastore.differential;

import com.google.datastore.v1.CompositeFilter;
import com.google.datastore.v1.Entity;
import com.google.datastore.v1.Filter;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.PropertyFilter;
import com.google.datastore.v1.PropertyOrder.Direction;
import com.google.datastore.v1.Query;
import com.google.datastore.v1.Value;
import com.google.protobuf.Int32Value;
import java.util.Arrays;

/** Short ways to write messages. */
public final class Messages {
    private Messages() {}

    /** @param path kind, id or name, kind, ...; a last kind alone makes an incomplete key */
    public static Key key(Object... path) {
        var key = Key.newBuilder();
        for (int i = 0; i < path.length; i += 2) {
            var element = key.addPathBuilder().setKind((String) path[i]);
            if (i + 1 < path.length) {
                switch (path[i + 1]) {
                    case String name -> element.setName(name);
                    case Integer id -> element.setId(id);
                    default -> element.setId((Long) path[i + 1]);
                }
            }
        }
        return key.build();
    }

    static Key inNamespace(String namespace, Key key) {
        var moved = key.toBuilder();
        moved.getPartitionIdBuilder().setNamespaceId(namespace);
        return moved.build();
    }

    public static Value value(Object value) {
        return switch (value) {
            case Integer number -> Value.newBuilder().setIntegerValue(number).build();
            case Double number -> Value.newBuilder().setDoubleValue(number).build();
            case Boolean bool -> Value.newBuilder().setBooleanValue(bool).build();
            case String text -> Value.newBuilder().setStringValue(text).build();
            case Key key -> Value.newBuilder().setKeyValue(key).build();
            case Value ready -> ready;
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    public static Value list(Object... values) {
        var value = Value.newBuilder();
        Arrays.stream(values).forEach(one -> value.getArrayValueBuilder().addValues(value(one)));
        if (values.length == 0) {
            value.getArrayValueBuilder();
        }
        return value.build();
    }

    public static Value unindexed(Object value) {
        return value(value).toBuilder().setExcludeFromIndexes(true).build();
    }

    /** @param properties name, value, name, value, ... */
    public static Entity entity(Key key, Object... properties) {
        var entity = Entity.newBuilder().setKey(key);
        for (int i = 0; i < properties.length; i += 2) {
            entity.putProperties((String) properties[i], value(properties[i + 1]));
        }
        return entity.build();
    }

    public static Mutation insert(Key key, Object... properties) {
        return Mutation.newBuilder().setInsert(entity(key, properties)).build();
    }

    public static Mutation update(Key key, Object... properties) {
        return Mutation.newBuilder().setUpdate(entity(key, properties)).build();
    }

    public static Mutation upsert(Key key, Object... properties) {
        return Mutation.newBuilder().setUpsert(entity(key, properties)).build();
    }

    public static Mutation delete(Key key) {
        return Mutation.newBuilder().setDelete(key).build();
    }

    public static Query.Builder kind(String kind) {
        var query = Query.newBuilder();
        query.addKindBuilder().setName(kind);
        return query;
    }

    public static Filter where(String property, PropertyFilter.Operator operator, Object value) {
        var filter = PropertyFilter.newBuilder().setOp(operator).setValue(value(value));
        filter.getPropertyBuilder().setName(property);
        return Filter.newBuilder().setPropertyFilter(filter).build();
    }

    public static Filter and(Filter... parts) {
        return Filter.newBuilder()
                .setCompositeFilter(CompositeFilter.newBuilder()
                        .setOp(CompositeFilter.Operator.AND)
                        .addAllFilters(Arrays.asList(parts)))
                .build();
    }

    public static Query.Builder order(Query.Builder query, String property, Direction direction) {
        query.addOrderBuilder().setDirection(direction).getPropertyBuilder().setName(property);
        return query;
    }

    public static Query.Builder project(Query.Builder query, String... properties) {
        for (String property : properties) {
            query.addProjectionBuilder().getPropertyBuilder().setName(property);
        }
        return query;
    }

    public static Int32Value limit(int limit) {
        return Int32Value.of(limit);
    }
}
