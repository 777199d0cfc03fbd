package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.ArrayValue;
import com.google.datastore.v1.Entity;
import com.google.datastore.v1.Value;
import io.ironstead.datastore.EntityRules;

/** What Cloud Datastore refuses about the shape of a message, in the words both of Google's emulators use. */
final class MessageRules {
    private static final int MEANING_INDEX_VALUE = 18;

    private MessageRules() {}

    /** An entity to be written. */
    static void checkEntity(Entity entity) {
        checkProperties(entity, 0);
    }

    private static void checkProperties(Entity entity, int depth) {
        if (depth > EntityRules.EMBEDDED_DEPTH_MAX) {
            throw RefusedException.invalid(
                    "Entities may be nested " + EntityRules.EMBEDDED_DEPTH_MAX + " deep at most.");
        }
        entity.getPropertiesMap().forEach((name, value) -> {
            if (value.hasArrayValue()) {
                checkList(name, value, depth);
            } else {
                checkValue(name, value, depth);
            }
        });
    }

    private static void checkList(String property, Value list, int depth) {
        refuseIf(list.getMeaning() != 0, "A Value containing a list_value cannot specify a meaning.");
        refuseIf(list.getExcludeFromIndexes(), "Exclude from indexes cannot be set on a list value");
        checkElements(property, list.getArrayValue(), depth);
    }

    static void checkElements(String property, ArrayValue list) {
        checkElements(property, list, 0);
    }

    private static void checkElements(String property, ArrayValue list, int depth) {
        for (Value element : list.getValuesList()) {
            refuseIf(element.hasArrayValue(), "list_value cannot contain a Value containing another list_value.");
            checkValue(property, element, depth);
        }
    }

    private static void checkValue(String property, Value value, int depth) {
        refuseUntyped(property, value);
        refuseIf(value.getMeaning() == MEANING_INDEX_VALUE, "Projection property cannot be used.");
        if (value.hasEntityValue()) {
            checkProperties(value.getEntityValue(), depth + 1);
        } else if (depth > 0 && !value.getExcludeFromIndexes()) {
            // Whether the entity around it is indexed does not matter here: clients must exclude such a value itself.
            EntityRules.checkIndexedLength(
                    property, value.hasBlobValue() ? value.getBlobValue() : value.getStringValueBytes());
        }
    }

    /** A value that something is compared with. */
    static void checkOperand(String property, Value value) {
        refuseUntyped(property, value);
        refuseIf(value.hasArrayValue(), "A list value is not allowed");
        refuseIf(value.hasEntityValue(), "An entity value is not allowed");
    }

    /** A value that is added to a number or compared with one. */
    static void checkNumber(Value value) {
        refuseIf(!value.hasIntegerValue() && !value.hasDoubleValue(), "Input must be int64 or double.");
    }

    private static void refuseUntyped(String property, Value value) {
        refuseIf(
                value.getValueTypeCase() == Value.ValueTypeCase.VALUETYPE_NOT_SET,
                "The value \"" + property + "\" does not contain a value.");
    }

    private static void refuseIf(boolean broken, String message) {
        if (broken) {
            throw RefusedException.invalid(message);
        }
    }
}
