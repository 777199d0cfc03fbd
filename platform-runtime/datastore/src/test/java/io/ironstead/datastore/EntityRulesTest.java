package io.ironstead.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EntityRulesTest {
    private static final Key KEY = key(PathElement.of("Kk", 1));

    @Test
    void takesWhatGoogleTakes() {
        assertThatCode(() -> EntityRules.checkWritable(entity(
                        Property.of("s", PropertyValue.indexed(new Value.Text("x".repeat(1500)))),
                        Property.of("é", PropertyValue.indexed(new Value.Text("é".repeat(750)))),
                        Property.of("b", PropertyValue.unindexed(new Value.Blob(blob(1_048_487)))),
                        Property.list("empty", List.of()))))
                .doesNotThrowAnyException();
        assertThatCode(() -> EntityRules.checkReadable(key(PathElement.of("__kind__", "__reserved__"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> EntityRules.checkReadable(key(PathElement.of("Kk", -3))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesKeysInGooglesWords() {
        refuses(
                "Key path element must not be incomplete: [Kk: ]",
                () -> EntityRules.checkDeletable(key(PathElement.incomplete("Kk"))));
        refuses(
                "Key path id is invalid. Must not be zero.",
                () -> EntityRules.checkReadable(key(PathElement.of("Kk", 0))));
        refuses("The kind \"__x__\" is reserved.", () -> EntityRules.checkDeletable(key(PathElement.of("__x__", 1))));
        refuses(
                "The key path element name \"__a__\" is reserved.",
                () -> EntityRules.checkDeletable(key(PathElement.of("Kk", "__a__"))));
        refuses("The kind is the empty string.", () -> EntityRules.checkReadable(key(PathElement.of("", 1))));
        refuses(
                "The key path element name is longer than 1500 bytes.",
                () -> EntityRules.checkReadable(key(PathElement.of("Kk", "é".repeat(751)))));
        refuses(
                "Key path is too long. Cannot exceed 100 elements.",
                () -> EntityRules.checkReadable(
                        new Key("shop", "", "", Collections.nCopies(101, PathElement.of("Kk", 1)))));
        refuses(
                "Illegal string \"a b\" in namespace id.",
                () -> EntityRules.checkReadable(new Key("shop", "", "a b", List.of(PathElement.of("Kk", 1)))));
        refuses("Key path element must not be complete: [Kk: 1]", () -> EntityRules.checkIncomplete(KEY));
    }

    @Test
    void refusesPropertiesInGooglesWords() {
        refuses(
                "The property.name \"__p__\" is reserved.",
                () -> EntityRules.checkWritable(entity(Property.of("__p__", PropertyValue.indexed(Value.Null.NULL)))));
        refuses(
                "The value of property \"s\" is longer than 1500 bytes.",
                () -> EntityRules.checkWritable(
                        entity(Property.of("s", PropertyValue.indexed(new Value.Text("é".repeat(751)))))));
        refuses(
                "The value of property \"s\" is longer than 1048487 bytes.",
                () -> EntityRules.checkWritable(
                        entity(Property.of("s", PropertyValue.unindexed(new Value.Blob(blob(1_048_488)))))));
        refuses(
                "Entities with incomplete properties cannot be written.",
                () -> EntityRules.checkWritable(
                        entity(Property.of("s", new PropertyValue(new Value.Text("x"), true, 18)))));
        refuses("entity is too big", () -> EntityRules.checkSize(1_048_573));
    }

    @Test
    void whatLiesInAnUnindexedEntityIsNotIndexed() {
        var inner = new Entity(
                Optional.empty(),
                List.of(Property.of("long", PropertyValue.indexed(new Value.Text("x".repeat(2000))))));
        assertThatCode(() -> EntityRules.checkWritable(
                        entity(Property.of("in", PropertyValue.unindexed(new Value.Embedded(inner))))))
                .doesNotThrowAnyException();
        refuses(
                "The value of property \"long\" is longer than 1500 bytes.",
                () -> EntityRules.checkWritable(
                        entity(Property.of("in", PropertyValue.indexed(new Value.Embedded(inner))))));
    }

    private static void refuses(String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DatastoreException.class,
                        refusal -> assertThat(refusal.problem()).isEqualTo(new Problem.Invalid(text)));
    }

    private static Key key(PathElement element) {
        return new Key("shop", "", "", List.of(element));
    }

    private static Entity entity(Property... properties) {
        return Entity.of(KEY, properties);
    }

    private static ByteString blob(int size) {
        return ByteString.copyFrom(new byte[size]);
    }
}
