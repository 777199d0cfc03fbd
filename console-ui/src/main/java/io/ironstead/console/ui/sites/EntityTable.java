package io.ironstead.console.ui.sites;

import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Entities as a table: the key opens one, beside it stand the properties that a line can show. Which ones does not
 * depend on the order in which they came: the datastore gives none.
 */
final class EntityTable {
    static final int COLUMNS_MAX = 6;

    private static final int CELL_CHARS_MAX = 80;
    private static final Set<EntityValues.Type> LONG =
            Set.of(EntityValues.Type.LIST, EntityValues.Type.ENTITY, EntityValues.Type.BLOB, EntityValues.Type.NULL);
    private static final Set<EntityValues.Type> NUMBERS = Set.of(EntityValues.Type.INTEGER, EntityValues.Type.DOUBLE);

    private EntityTable() {}

    static Rows<JsonNode> of(List<JsonNode> entities, Consumer<JsonNode> open) {
        var rows = new Rows<JsonNode>("Entities", entity -> entity.path("key").toString())
                .one(
                        "Key",
                        "",
                        "key",
                        entity -> new Part.Open(
                                EntityValues.path(entity.path("key")),
                                entity.path("key").toString(),
                                () -> open.accept(entity)));
        for (String name : columns(entities)) {
            rows.one(
                    name,
                    name,
                    isNumber(entities, name) ? "num sub" : "sub",
                    entity -> Part.say(cut(EntityValues.line(value(entity, name)))));
        }
        rows.show(entities);
        return rows;
    }

    /** How many properties of these entities have no column. */
    static int left(List<JsonNode> entities) {
        return Math.max(0, names(entities).size() - COLUMNS_MAX);
    }

    /** Short values first, then by name. */
    static List<String> columns(List<JsonNode> entities) {
        return names(entities).stream()
                .sorted(Comparator.comparing((String name) -> isLong(entities, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(COLUMNS_MAX)
                .toList();
    }

    private static List<String> names(List<JsonNode> entities) {
        return entities.stream()
                .flatMap(entity -> entity.path("properties").propertyNames().stream())
                .distinct()
                .toList();
    }

    private static boolean isLong(List<JsonNode> entities, String name) {
        return entities.stream()
                .map(entity -> value(entity, name))
                .filter(value -> !value.isMissingNode())
                .anyMatch(value -> LONG.contains(EntityValues.type(value))
                        || EntityValues.line(value).length() > CELL_CHARS_MAX);
    }

    private static boolean isNumber(List<JsonNode> entities, String name) {
        return entities.stream()
                .map(entity -> value(entity, name))
                .filter(value -> !value.isMissingNode())
                .allMatch(value -> NUMBERS.contains(EntityValues.type(value)));
    }

    private static JsonNode value(JsonNode entity, String name) {
        return entity.path("properties").path(name);
    }

    private static String cut(String text) {
        return text.length() > CELL_CHARS_MAX ? text.substring(0, CELL_CHARS_MAX - 1) + "…" : text;
    }
}
