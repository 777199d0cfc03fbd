package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property.Meaning;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Keys and values of few different kinds, so that programs meet what they wrote before. */
final class RandomData {
    static final List<String> PROPERTIES = List.of("a", "b", "c");
    private static final List<String> TEXTS = List.of("", "x", "xy", "y", "ü", "\uFFFD", "\u0000", "X");
    private static final double[] DOUBLES = {
        -1.5, 0.0, 2, 2.5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.MIN_VALUE
    };

    private final RandomGenerator random;
    private final Messages messages;
    private final boolean lists;

    /** @param lists whether indexed properties may be lists */
    RandomData(RandomGenerator random, Messages messages, boolean lists) {
        this.random = random;
        this.messages = messages;
        this.lists = lists;
    }

    String property() {
        return PROPERTIES.get(random.nextInt(PROPERTIES.size()));
    }

    /** One of about thirty, each in a group of its own but for some below a parent. */
    Reference key() {
        return switch (random.nextInt(6)) {
            case 0 -> messages.key("Root", 1 + random.nextInt(2), "Thing", 1 + random.nextInt(4));
            case 1 -> messages.key("Thing", TEXTS.get(1 + random.nextInt(5)));
            case 2 -> messages.key("Other", 1 + random.nextInt(3));
            default -> messages.key("Thing", 1 + random.nextInt(12) - (random.nextInt(20) == 0 ? 20 : 0));
        };
    }

    EntityProto entity() {
        return Messages.entity(key(), properties());
    }

    Object[] properties() {
        var all = new ArrayList<>();
        for (String property : PROPERTIES) {
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 -> addAll(all, property, Messages.typed(scalar()).unindexed());
                case 2, 3 -> addAll(all, property, lists ? listOf() : scalar());
                default -> addAll(all, property, scalar());
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> addAll(all, "blob", Messages.bytes(Meaning.BLOB, random.nextInt(256), random.nextInt(256)));
            case 1 -> addAll(all, "text", Messages.text(Meaning.TEXT, TEXTS.get(random.nextInt(TEXTS.size()))));
            case 2 -> addAll(all, "link", Messages.text(Meaning.ATOM_LINK, "l" + random.nextInt(3)));
            default -> {}
        }
        return all.toArray();
    }

    private static void addAll(List<Object> all, String property, Object value) {
        all.add(property);
        all.add(value);
    }

    private List<Object> listOf() {
        return Stream.generate(this::scalar).limit(1 + random.nextInt(3)).toList();
    }

    /** Mostly small numbers. */
    Object scalar() {
        return switch (random.nextInt(14)) {
            case 0 -> Messages.NULL;
            case 1 -> random.nextBoolean();
            case 2 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 3, 4 -> TEXTS.get(random.nextInt(TEXTS.size()));
            case 5 -> Messages.bytes(Meaning.BYTESTRING, random.nextInt(3), random.nextInt(256));
            case 6 -> Messages.time(1_000_000L * random.nextInt(4));
            case 7 -> Messages.point(random.nextInt(3), random.nextInt(3) - 1);
            case 8 -> key();
            case 9 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            case 10 -> Messages.user("u" + random.nextInt(3) + "@example.org");
            default -> random.nextInt(5) - 1;
        };
    }

    Reference[] keys(int count) {
        return Stream.generate(this::key).limit(count).toArray(Reference[]::new);
    }
}
