package io.ironstead.datastore;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What may stand in a key and in an entity. Refusals are in the words of Google's datastore, which programs test for.
 *
 * <p>Source: the limits page of Cloud Datastore, and the validators of Google's emulators (datastore.md 1.1 and 1.4).
 */
public final class EntityRules {
    public static final int PATH_ELEMENTS_MAX = 100;
    public static final int NAME_BYTES_MAX = 1_500;
    public static final int INDEXED_BYTES_MAX = 1_500;
    public static final int UNINDEXED_BYTES_MAX = 1_048_487;
    public static final int ENTITY_BYTES_MAX = 1_048_572;

    /** Entities within entities, a bound of ours: Google's is 20. */
    public static final int EMBEDDED_DEPTH_MAX = 20;

    private static final int PARTITION_LENGTH_MAX = 100;
    private static final int MEANING_INDEX_VALUE = 18;
    private static final int MEANING_LINK = 2;
    private static final int LINK_BYTES_MAX = 2083;
    private static final long TIMESTAMP_MIN = -62_135_596_800_000_000L;
    private static final long TIMESTAMP_MAX = 253_402_300_799_999_999L;

    private EntityRules() {}

    /** A key that names one entity, to be read: reserved kinds and names are allowed. */
    public static void checkReadable(Key key) {
        checkPath(key);
        if (!key.isComplete()) {
            throw DatastoreException.invalid("Key path element must not be incomplete: " + describe(key));
        }
    }

    /** A key that names one entity, to be deleted. */
    public static void checkDeletable(Key key) {
        checkReadable(key);
        refuseReserved(key);
    }

    /** A key whose id is still to be allocated. */
    public static void checkIncomplete(Key key) {
        checkNames(key);
        refuseReserved(key);
        if (key.isComplete()) {
            throw DatastoreException.invalid("Key path element must not be complete: " + describe(key));
        }
        checkParents(key);
    }

    /** An entity to be written; its key's last element may be incomplete. */
    public static void checkWritable(Entity entity) {
        Key key = entity.requireKey();
        checkPath(key);
        refuseReserved(key);
        checkProperties(entity, false, 0);
    }

    /** @param bytes size of the entity as it is stored */
    public static void checkSize(long bytes) {
        if (bytes > ENTITY_BYTES_MAX) {
            throw DatastoreException.invalid("entity is too big");
        }
    }

    private static void checkPath(Key key) {
        checkNames(key);
        checkParents(key);
    }

    private static void checkNames(Key key) {
        checkPartition("database id", key.database());
        checkPartition("namespace id", key.namespace());
        List<PathElement> path = key.path();
        if (path.size() > PATH_ELEMENTS_MAX) {
            throw DatastoreException.invalid("Key path is too long. Cannot exceed " + PATH_ELEMENTS_MAX + " elements.");
        }
        path.forEach(EntityRules::checkElement);
    }

    private static void checkParents(Key key) {
        List<PathElement> path = key.path();
        if (!path.subList(0, path.size() - 1).stream().allMatch(PathElement::isComplete)) {
            throw DatastoreException.invalid("Key path element must not be incomplete: " + describe(key));
        }
    }

    private static void refuseReserved(Key key) {
        // Programs never get here with the platform's own namespace: their way in refuses it, see PlatformData.
        if (!PlatformData.isIn(key)) {
            refuseReserved("namespace id", key.namespace());
        }
        key.path().forEach(EntityRules::checkUnreserved);
    }

    private static void checkElement(PathElement element) {
        checkName("kind", element.kind());
        switch (element.id()) {
            case Identifier.Named(String name) -> checkName("key path element name", name);
            case Identifier.Numeric(long id) -> {
                if (id == 0) {
                    throw DatastoreException.invalid("Key path id is invalid. Must not be zero.");
                }
            }
            case Identifier.None _ -> {}
        }
    }

    private static void checkUnreserved(PathElement element) {
        refuseReserved("kind", element.kind());
        if (element.id() instanceof Identifier.Named(String name)) {
            refuseReserved("key path element name", name);
        }
    }

    private static void refuseReserved(String what, String name) {
        if (isReserved(name)) {
            throw DatastoreException.invalid("The " + what + " \"" + name + "\" is reserved.");
        }
    }

    /** Names of this form belong to the datastore itself. */
    public static boolean isReserved(String name) {
        return name.length() >= 4 && name.startsWith("__") && name.endsWith("__");
    }

    private static void checkName(String what, String name) {
        if (name.isEmpty()) {
            throw DatastoreException.invalid("The " + what + " is the empty string.");
        }
        if (isLongerThan(name, NAME_BYTES_MAX)) {
            throw DatastoreException.invalid("The " + what + " is longer than " + NAME_BYTES_MAX + " bytes.");
        }
    }

    private static void checkPartition(String what, String text) {
        boolean fits = text.length() <= PARTITION_LENGTH_MAX
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '-'
                                || c == '_');
        if (!fits) {
            throw DatastoreException.invalid("Illegal string \"" + text + "\" in " + what + ".");
        }
    }

    private static void checkProperties(Entity entity, boolean unindexed, int depth) {
        if (depth > EMBEDDED_DEPTH_MAX) {
            throw DatastoreException.invalid("Entities may be nested " + EMBEDDED_DEPTH_MAX + " deep at most.");
        }
        var names = new HashSet<String>();
        for (Property property : entity.properties()) {
            String name = property.name();
            checkName("property.name", name);
            refuseReserved("property.name", name);
            if (!names.add(name)) {
                throw DatastoreException.invalid("The entity has two properties named \"" + name + "\".");
            }
            property.values().forEach(value -> checkValue(name, value, unindexed, depth));
        }
    }

    private static void checkValue(String property, PropertyValue value, boolean unindexed, int depth) {
        if (value.meaning() == MEANING_INDEX_VALUE) {
            throw DatastoreException.invalid("Entities with incomplete properties cannot be written.");
        }
        boolean indexed = value.indexed() && !unindexed;
        switch (value.value()) {
            case Value.Text(String text) -> {
                int max = maximum(indexed, value.meaning());
                checkLength(property, isLongerThan(text, max), max);
            }
            case Value.Blob(var bytes) ->
                checkLength(
                        property, bytes.size() > maximum(indexed, value.meaning()), maximum(indexed, value.meaning()));
            case Value.Reference(Key key) -> checkReadable(key);
            case Value.Embedded(Entity embedded) -> {
                embedded.key().ifPresent(EntityRules::checkPath);
                checkProperties(embedded, !indexed, depth + 1);
            }
            case Value.Timestamp(long micros) -> {
                if (micros < TIMESTAMP_MIN || micros > TIMESTAMP_MAX) {
                    throw DatastoreException.invalid("Timestamp seconds exceeds limit for field");
                }
            }
            case Value.GeoPoint(double latitude, double longitude) -> {
                checkDegrees("latitude", latitude, 90.0);
                checkDegrees("longitude", longitude, 180.0);
            }
            case Value.Null _, Value.Int _, Value.Bool _, Value.Decimal _, Value.User _ -> {}
        }
    }

    private static void checkDegrees(String what, double degrees, double max) {
        if (Double.isNaN(degrees)) {
            throw DatastoreException.invalid("Geo point " + what + " is not a number.");
        }
        if (Math.abs(degrees) > max) {
            throw DatastoreException.invalid(
                    "Geo point " + what + " outside permitted range -" + max + " to " + max + ".");
        }
    }

    /** A text or blob of an indexed property, wherever it stands. */
    public static void checkIndexedLength(String property, ByteString content) {
        checkLength(property, content.size() > INDEXED_BYTES_MAX, INDEXED_BYTES_MAX);
    }

    private static int maximum(boolean indexed, int meaning) {
        if (!indexed) {
            return UNINDEXED_BYTES_MAX;
        }
        return meaning == MEANING_LINK ? LINK_BYTES_MAX : INDEXED_BYTES_MAX;
    }

    private static void checkLength(String property, boolean tooLong, int max) {
        if (tooLong) {
            throw DatastoreException.invalid(
                    "The value of property \"" + property + "\" is longer than " + max + " bytes.");
        }
    }

    private static boolean isLongerThan(String text, int bytes) {
        // A character is 1 to 3 bytes: most texts need no encoding to be told apart.
        return text.length() > bytes
                || (text.length() > bytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > bytes);
    }

    private static String describe(Key key) {
        return key.path().stream()
                .map(element -> element.kind() + ": " + text(element.id()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(Identifier id) {
        return switch (id) {
            case Identifier.None _ -> "";
            case Identifier.Numeric(long number) -> Long.toString(number);
            case Identifier.Named(String name) -> name;
        };
    }
}
