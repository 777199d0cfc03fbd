package io.ironstead.console.ui.sites;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Values of entities, in the JSON of Cloud Datastore v1, as people read and type them. */
final class EntityValues {
    private static final JsonMapper JSON = JsonMapper.shared();

    private EntityValues() {}

    /** What a value is. Those that one line cannot hold are typed as JSON. */
    enum Type {
        TEXT("Text", "stringValue"),
        INTEGER("Integer", "integerValue"),
        DOUBLE("Floating point", "doubleValue"),
        BOOLEAN("Boolean", "booleanValue"),
        TIME("Date and time", "timestampValue"),
        NULL("Null", "nullValue"),
        KEY("Key", "keyValue"),
        BLOB("Bytes", "blobValue"),
        POINT("Point", "geoPointValue"),
        LIST("List", "arrayValue"),
        ENTITY("Embedded entity", "entityValue");

        private final String title;
        private final String field;

        Type(String title, String field) {
            this.title = title;
            this.field = field;
        }

        String title() {
            return title;
        }

        /** What to type, as an example. */
        String example() {
            return switch (this) {
                case TEXT, NULL -> "";
                case INTEGER -> "42";
                case DOUBLE -> "3.14";
                case BOOLEAN -> "true or false";
                case TIME -> "2026-11-23T09:30:00Z";
                case BLOB -> "base64";
                case KEY -> "{\"path\": [{\"kind\": \"Item\", \"id\": \"5\"}]}";
                case POINT -> "{\"latitude\": 48.1, \"longitude\": 11.6}";
                case LIST -> "{\"values\": [{\"integerValue\": \"1\"}]}";
                case ENTITY -> "{\"properties\": {\"a\": {\"integerValue\": \"1\"}}}";
            };
        }
    }

    static Type type(JsonNode value) {
        for (Type type : Type.values()) {
            if (value.has(type.field)) {
                return type;
            }
        }
        return Type.NULL;
    }

    /** A line for a table; lists and embedded entities are shortened. */
    static String line(@Nullable JsonNode value) {
        if (value == null || value.isMissingNode()) {
            return "";
        }
        var inner = value.path(type(value).field);
        return switch (type(value)) {
            case NULL -> "null";
            case KEY -> path(inner);
            case BLOB -> Base64.getDecoder().decode(inner.asString("")).length + " bytes";
            case POINT ->
                inner.path("latitude").asString("0") + ", "
                        + inner.path("longitude").asString("0");
            case LIST ->
                inner.path("values").valueStream().map(EntityValues::line).collect(Collectors.joining(", ", "[", "]"));
            case ENTITY ->
                inner.path("properties").properties().stream()
                        .map(property -> property.getKey() + ": " + line(property.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case TEXT, INTEGER, DOUBLE, BOOLEAN, TIME -> inner.asString("");
        };
    }

    /** What stands in the field of an editor. */
    static String editable(JsonNode value) {
        var inner = value.path(type(value).field);
        return switch (type(value)) {
            case NULL -> "";
            case TEXT, INTEGER, DOUBLE, BOOLEAN, TIME, BLOB -> inner.asString("");
            case KEY, POINT, LIST, ENTITY -> inner.toPrettyString();
        };
    }

    /** {@code Parent 5 / Item "a"}. */
    static String path(JsonNode key) {
        return key.path("path")
                .valueStream()
                .map(element -> element.path("kind").asString("") + " " + identifier(element))
                .collect(Collectors.joining(" / "));
    }

    /** The last element's name or id. */
    static String identifier(JsonNode element) {
        return element.has("name")
                ? "\"" + element.path("name").asString() + "\""
                : element.path("id").asString("(new)");
    }

    /**
     * The typed text as a value.
     *
     * @param before what stood there, of which meaning and index flag are kept
     * @throws IllegalArgumentException with a sentence when the text is no such value
     */
    static ObjectNode parse(Type type, String text, boolean indexed, @Nullable JsonNode before) {
        var value = JSON.createObjectNode();
        switch (type) {
            case TEXT -> value.put(type.field, text);
            case INTEGER -> value.put(type.field, integer(text));
            case DOUBLE -> value.set(type.field, decimal(text));
            case BOOLEAN -> value.put(type.field, bool(text));
            case TIME -> value.put(type.field, time(text));
            case NULL -> value.putNull(type.field);
            case BLOB -> value.put(type.field, base64(text));
            case KEY, POINT, LIST, ENTITY -> value.set(type.field, object(text, type));
        }
        if (!indexed && type != Type.LIST) {
            value.put("excludeFromIndexes", true);
        }
        if (before != null && type(before) == type && before.has("meaning")) {
            value.set("meaning", before.get("meaning"));
        }
        return value;
    }

    private static String integer(String text) {
        try {
            return Long.toString(Long.parseLong(text.strip()));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("This is no whole number of 64 bits.", wrong);
        }
    }

    private static JsonNode decimal(String text) {
        var word = text.strip();
        if (word.equals("NaN") || word.equals("Infinity") || word.equals("-Infinity")) {
            return JSON.getNodeFactory().stringNode(word);
        }
        try {
            return JSON.getNodeFactory().numberNode(new BigDecimal(word).doubleValue());
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("This is no number.", wrong);
        }
    }

    private static boolean bool(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("Write true or false.");
        };
    }

    private static String time(String text) {
        try {
            return Instant.parse(text.strip()).toString();
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException("Write it as " + Type.TIME.example() + ".", wrong);
        }
    }

    private static String base64(String text) {
        try {
            Base64.getDecoder().decode(text.strip());
            return text.strip();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("This is no base64.", wrong);
        }
    }

    private static JsonNode object(String text, Type type) {
        try {
            var json = JSON.readTree(text);
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("This is no JSON. Write it as " + type.example(), malformed);
        }
        throw new IllegalArgumentException("Write it as " + type.example());
    }
}
