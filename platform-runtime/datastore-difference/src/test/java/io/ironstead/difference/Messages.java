package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Path;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property.Meaning;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.PropertyValue;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query.Filter.Operator;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query.Order.Direction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short ways to write messages of an application. */
record Messages(String app) {

    /** A value as a property carries it. */
    record Typed(PropertyValue value, Meaning meaning, boolean indexed) {
        Typed unindexed() {
            return new Typed(value, meaning, false);
        }
    }

    static final Typed NULL = typed(PropertyValue.newBuilder());

    /** @param path kind, id or name, kind, ...; a last kind alone makes an incomplete key */
    Reference key(Object... path) {
        var key = Reference.newBuilder().setApp(app);
        key.setPath(Path.getDefaultInstance());
        for (int i = 0; i < path.length; i += 2) {
            var element = key.getPathBuilder().addElementBuilder().setType((String) path[i]);
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

    static Reference inNamespace(String namespace, Reference key) {
        return key.toBuilder().setNameSpace(namespace).build();
    }

    /** @param properties name, value or list of values, name, ... */
    static EntityProto entity(Reference key, Object... properties) {
        var group = Path.newBuilder();
        if (key.getPath().getElementCount() > 1 || hasName(key)) {
            group.addElement(key.getPath().getElement(0));
        }
        var entity = EntityProto.newBuilder().setKey(key).setEntityGroup(group);
        for (int i = 0; i < properties.length; i += 2) {
            String name = (String) properties[i];
            if (properties[i + 1] instanceof List<?> list) {
                list.forEach(one -> add(entity, name, typed(one), true));
            } else {
                add(entity, name, typed(properties[i + 1]), false);
            }
        }
        return entity.build();
    }

    private static boolean hasName(Reference key) {
        var first = key.getPath().getElement(0);
        return first.hasName() || first.hasId();
    }

    private static void add(EntityProto.Builder entity, String name, Typed typed, boolean multiple) {
        var property =
                Property.newBuilder().setName(name).setValue(typed.value()).setMultiple(multiple);
        if (typed.meaning() != Meaning.NO_MEANING) {
            property.setMeaning(typed.meaning());
        }
        if (typed.indexed()) {
            entity.addProperty(property);
        } else {
            entity.addRawProperty(property);
        }
    }

    static Typed typed(Object value) {
        var message = PropertyValue.newBuilder();
        return switch (value) {
            case Typed ready -> ready;
            case Integer number -> typed(message.setInt64Value(number));
            case Long number -> typed(message.setInt64Value(number));
            case Double number -> typed(message.setDoubleValue(number));
            case Boolean bool -> typed(message.setBooleanValue(bool));
            case String text -> typed(message.setStringValue(ByteString.copyFrom(text, StandardCharsets.UTF_8)));
            case Reference key -> typed(message.setReferenceValue(reference(key)));
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static Typed typed(PropertyValue.Builder value) {
        return new Typed(value.build(), Meaning.NO_MEANING, true);
    }

    private static PropertyValue.ReferenceValue reference(Reference key) {
        var value = PropertyValue.ReferenceValue.newBuilder().setApp(key.getApp());
        if (key.hasNameSpace()) {
            value.setNameSpace(key.getNameSpace());
        }
        for (var element : key.getPath().getElementList()) {
            var part = value.addPathElementBuilder().setType(element.getType());
            if (element.hasName()) {
                part.setName(element.getName());
            } else {
                part.setId(element.getId());
            }
        }
        return value.build();
    }

    static Typed bytes(Meaning meaning, int... content) {
        var out = ByteString.newOutput();
        for (int one : content) {
            out.write(one);
        }
        var value =
                PropertyValue.newBuilder().setStringValue(out.toByteString()).build();
        return new Typed(value, meaning, meaning != Meaning.BLOB);
    }

    static Typed text(Meaning meaning, String text) {
        return new Typed(typed(text).value(), meaning, meaning != Meaning.TEXT);
    }

    static Typed time(long micros) {
        return new Typed(typed(micros).value(), Meaning.GD_WHEN, true);
    }

    static Typed point(double x, double y) {
        var value = PropertyValue.newBuilder();
        value.getPointValueBuilder().setX(x).setY(y);
        return new Typed(value.build(), Meaning.GEORSS_POINT, true);
    }

    static Typed user(String email) {
        var value = PropertyValue.newBuilder();
        value.getUserValueBuilder()
                .setEmail(email)
                .setAuthDomain("example.org")
                .setGaiaid(0)
                .setObfuscatedGaiaid("1" + email.length());
        return typed(value);
    }

    Query.Builder kind(String kind) {
        return kindless().setKind(kind);
    }

    Query.Builder kindless() {
        return Query.newBuilder().setApp(app);
    }

    static Query.Builder where(Query.Builder query, String property, Operator operator, Object value) {
        var filter = query.addFilterBuilder().setOp(operator);
        filter.addPropertyBuilder()
                .setName(property)
                .setMultiple(false)
                .setValue(typed(value).value());
        return query;
    }

    static Query.Builder equal(Query.Builder query, String property, Object value) {
        return where(query, property, Operator.EQUAL, value);
    }

    static Query.Builder order(Query.Builder query, String... properties) {
        for (String property : properties) {
            boolean descending = property.startsWith("-");
            query.addOrderBuilder()
                    .setProperty(descending ? property.substring(1) : property)
                    .setDirection(descending ? Direction.DESCENDING : Direction.ASCENDING);
        }
        return query;
    }

    static Query.Builder project(Query.Builder query, String... properties) {
        return query.addAllPropertyName(List.of(properties));
    }
}
