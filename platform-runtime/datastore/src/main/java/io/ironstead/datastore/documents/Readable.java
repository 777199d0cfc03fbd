package io.ironstead.datastore.documents;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Entities in plain JSON values, for whoever looks into CouchDB. What is long is cut: nothing is read back from here. */
public final class Readable {
    private static final int TEXT_MAX = 1_500;
    private static final int VALUES_MAX = 100;
    private static final int PROPERTIES_MAX = 500;
    private static final String CUT = "…";

    /** What a null is here: not to be taken for the text "null". */
    private static final Map<String, Object> NOTHING = Map.of();

    private Readable() {}

    /** {@code k} the kind, {@code p} the properties. */
    public static Map<String, Object> of(Entity entity) {
        return Map.of("k", entity.requireKey().kind(), "p", properties(entity));
    }

    private static Map<String, Object> properties(Entity entity) {
        var found = new LinkedHashMap<String, Object>();
        for (Property property : entity.properties()) {
            if (found.size() == PROPERTIES_MAX) {
                break;
            }
            found.put(
                    property.name(),
                    property.list()
                            ? list(property.values())
                            : value(property.values().getFirst()));
        }
        return found;
    }

    private static List<Object> list(List<PropertyValue> values) {
        return values.stream().limit(VALUES_MAX).map(Readable::value).collect(Collectors.toList());
    }

    private static Object value(PropertyValue value) {
        return switch (value.value()) {
            case Value.Null _ -> NOTHING;
            case Value.Int(long number) -> number;
            case Value.Bool(boolean truth) -> truth;
            case Value.Decimal(double number) -> Double.isFinite(number) ? (Object) number : String.valueOf(number);
            case Value.Text(String text) -> cut(text);
            case Value.Timestamp(long micros) ->
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
            case Value.Blob(ByteString bytes) -> blob(bytes);
            case Value.GeoPoint(double latitude, double longitude) -> List.of(latitude, longitude);
            case Value.User(String email, String _, String _, String _) -> cut(email);
            case Value.Reference(Key key) -> path(key);
            case Value.Embedded(Entity entity) -> properties(entity);
        };
    }

    private static String blob(ByteString bytes) {
        ByteString kept = bytes.size() > TEXT_MAX ? bytes.substring(0, TEXT_MAX) : bytes;
        return Base64.getEncoder().encodeToString(kept.toByteArray()) + (bytes.size() > TEXT_MAX ? CUT : "");
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX;
        return text.substring(0, end) + CUT;
    }

    private static String path(Key key) {
        return key.path().stream()
                .map(element -> element.kind() + ":"
                        + switch (element.id()) {
                            case Identifier.Numeric(long id) -> String.valueOf(id);
                            case Identifier.Named(String name) -> cut(name);
                            case Identifier.None _ -> "";
                        })
                .collect(Collectors.joining("/"));
    }
}
