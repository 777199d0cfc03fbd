package io.ironstead.datastore.query;

import io.ironstead.datastore.Key;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One of the ORed parts of a query, with nothing in it but ANDs.
 *
 * @param equal values of which a property must have all, each encoded
 * @param ranges values of which a property must have one; everything where it need only exist
 * @param keys encoded keys an entity may have, the ancestor's family among them
 * @param keyInequality whether {@code keys} is narrowed by more than an ancestor
 * @param ancestor the lowest ancestor asked for
 * @param key the only key an entity may have
 */
record Conjunction(
        SortedMap<String, SortedSet<byte[]>> equal,
        SortedMap<String, RangeSet> ranges,
        RangeSet keys,
        boolean keyInequality,
        Optional<Key> ancestor,
        Optional<Key> key) {

    /** Whether no entity can be like this. */
    boolean isImpossible() {
        return keys.isEmpty() || ranges.values().stream().anyMatch(RangeSet::isEmpty);
    }

    boolean hasInequality(String property) {
        var range = ranges.get(property);
        return range != null && !range.isAll();
    }

    /** The value a sort by {@code property} sees in every entity, where an equality filter leaves only one. */
    Optional<byte[]> constant(String property) {
        return equal.containsKey(property) && !ranges.containsKey(property)
                ? Optional.of(equal.get(property).first())
                : Optional.empty();
    }

    boolean constrains(String property) {
        return equal.containsKey(property) || ranges.containsKey(property);
    }
}
