package io.ironstead.datastore.query;

import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.ValueBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Brings ANDed filters together, property by property. */
final class ConjunctionBuilder {
    private final SortedMap<String, SortedSet<byte[]>> equal = new TreeMap<>();
    private final SortedMap<String, RangeSet> ranges = new TreeMap<>();
    private RangeSet keys = RangeSet.ALL;
    private boolean keyInequality;
    private Optional<Key> ancestor = Optional.empty();
    private Optional<Key> key = Optional.empty();

    private ConjunctionBuilder() {}

    /** @param exist properties that must have an indexed value besides */
    static Conjunction of(List<Filter> atoms, List<String> exist) {
        var builder = new ConjunctionBuilder();
        atoms.forEach(builder::add);
        for (String property : exist) {
            if (!builder.equal.containsKey(property)) {
                builder.narrow(property, RangeSet.ALL);
            }
        }
        return new Conjunction(
                builder.equal, builder.ranges, builder.keys, builder.keyInequality, builder.ancestor, builder.key);
    }

    private void add(Filter atom) {
        switch (atom) {
            case Filter.Compare(String property, var operator, Value value) -> {
                if (operator == Filter.Operator.EQUAL) {
                    addEqual(property, value);
                } else {
                    narrow(property, range(operator).apply(bytes(property, value)));
                }
            }
            case Filter.NotIn(String property, List<Value> values) ->
                narrow(
                        property,
                        values.stream()
                                .map(value -> RangeSet.except(bytes(property, value)))
                                .reduce(RangeSet.ALL, RangeSet::and));
            case Filter.Exists(String property) -> {
                if (!property.equals(Query.KEY)) {
                    narrow(property, RangeSet.ALL);
                }
            }
            case Filter.HasAncestor(Key above) -> addAncestor(above);
            case Filter.In _, Filter.And _, Filter.Or _ ->
                throw new IllegalArgumentException("Not a part of a conjunction");
        }
    }

    private void addEqual(String property, Value value) {
        if (property.equals(Query.KEY)) {
            key = Optional.of(((Value.Reference) value).key());
            keys = keys.and(RangeSet.only(bytes(property, value)));
        } else {
            equal.computeIfAbsent(property, _ -> new TreeSet<>(Arrays::compareUnsigned))
                    .add(bytes(property, value));
        }
    }

    private void addAncestor(Key above) {
        keys = keys.and(RangeSet.only(KeyBytes.family(above)));
        if (ancestor.isEmpty() || ancestor.get().isAncestorOf(above)) {
            ancestor = Optional.of(above);
        }
    }

    private void narrow(String property, RangeSet range) {
        if (property.equals(Query.KEY)) {
            keys = keys.and(range);
            keyInequality = true;
        } else {
            ranges.merge(property, range, RangeSet::and);
        }
    }

    private static byte[] bytes(String property, Value value) {
        return property.equals(Query.KEY) ? KeyBytes.path(((Value.Reference) value).key()) : ValueBytes.of(value);
    }

    private static Function<byte[], RangeSet> range(Filter.Operator operator) {
        return switch (operator) {
            case EQUAL -> RangeSet::only;
            case NOT_EQUAL -> RangeSet::except;
            case LESS -> RangeSet::below;
            case LESS_OR_EQUAL -> RangeSet::atMost;
            case GREATER -> RangeSet::above;
            case GREATER_OR_EQUAL -> RangeSet::atLeast;
        };
    }
}
