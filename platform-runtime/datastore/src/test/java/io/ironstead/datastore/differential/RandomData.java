package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.Key;
import com.google.datastore.v1.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Keys and values of few different kinds, so that programs meet what they wrote before. */
final class RandomData {
    static final List<String> PROPERTIES = List.of("a", "b", "c");
    private static final List<String> TEXTS = List.of("", "x", "xy", "y", "ü", "\uFFFD", "\u0000", "X");
    private static final double[] DOUBLES = {
        -1.5, -0.0, 0.0, 2, 2.5, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.MIN_VALUE
    };

    private final RandomGenerator random;
    private final boolean lists;

    /** @param lists whether indexed properties may be lists: the Firestore emulator answers an entity for each element */
    RandomData(RandomGenerator random, boolean lists) {
        this.random = random;
        this.lists = lists;
    }

    String property() {
        return PROPERTIES.get(random.nextInt(PROPERTIES.size()));
    }

    /** One of about thirty, each in a group of its own but for some below a parent. */
    Key key() {
        return switch (random.nextInt(6)) {
            case 0 -> Messages.key("Root", 1 + random.nextInt(2), "Thing", 1 + random.nextInt(4));
            case 1 -> Messages.key("Thing", TEXTS.get(1 + random.nextInt(5)));
            case 2 -> Messages.key("Other", 1 + random.nextInt(3));
            default -> Messages.key("Thing", 1 + random.nextInt(12) - (random.nextInt(20) == 0 ? 20 : 0));
        };
    }

    Object[] properties() {
        var all = new ArrayList<>();
        for (String property : PROPERTIES) {
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 -> addAll(all, property, unindexed(scalar()));
                case 2 -> addAll(all, property, Values.embedded("x", scalar(), "y", unindexed(scalar())));
                case 3 -> addAll(all, property, lists ? listOf() : scalar());
                default -> addAll(all, property, scalar());
            }
        }
        if (random.nextInt(2) == 0) {
            addAll(all, "n", number());
        }
        if (random.nextInt(3) == 0) {
            addAll(all, "u", Messages.list(unindexed(scalar()), unindexed(scalar())));
        }
        return all.toArray();
    }

    private static void addAll(List<Object> all, String property, Value value) {
        all.add(property);
        all.add(value);
    }

    private Value listOf() {
        var elements = new Object[1 + random.nextInt(3)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = scalar();
        }
        return Messages.list(elements);
    }

    /** Mostly small numbers. */
    Value scalar() {
        return switch (random.nextInt(14)) {
            case 0 -> Values.NULL;
            case 1 -> value(random.nextBoolean());
            case 2 -> value(DOUBLES[random.nextInt(DOUBLES.length)]);
            case 3, 4 -> value(TEXTS.get(random.nextInt(TEXTS.size())));
            case 5 -> Values.blob(random.nextInt(3), random.nextInt(256));
            case 6 -> WriteCases.time(random.nextInt(4), 1_000 * random.nextInt(2));
            case 7 -> Values.geo(random.nextInt(3), random.nextInt(3) - 1);
            case 8 -> value(key());
            case 9 -> Values.number(random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE);
            default -> value(random.nextInt(5) - 1);
        };
    }

    /** What can be summed, and a text now and then: the Firestore emulator sums times too. */
    private Value number() {
        return switch (random.nextInt(8)) {
            case 0 -> value("none");
            case 1 -> value(0.5 * random.nextInt(5));
            case 2 -> Values.number(Long.MAX_VALUE);
            default -> value(random.nextInt(100) - 50);
        };
    }

    /** Different ones: Google's two differ about a key that is asked for twice. */
    Key[] keys(int count) {
        return Stream.generate(this::key).limit(count).distinct().toArray(Key[]::new);
    }
}
