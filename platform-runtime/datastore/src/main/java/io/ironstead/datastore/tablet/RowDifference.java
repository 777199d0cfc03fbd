package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.index.IndexRows;
import io.ironstead.datastore.index.IndexedValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which rows beside its own an entity's change takes away and brings. */
record RowDifference(
        List<byte[]> indexRemoved, List<byte[]> indexAdded, List<byte[]> metadataRemoved, List<byte[]> metadataAdded) {

    static RowDifference between(Optional<Entity> before, Optional<Entity> after, IndexCatalog catalog) {
        if (before.isPresent() && after.isPresent()) {
            return between(before.get(), after.get(), catalog);
        }
        return new RowDifference(rows(before, catalog), rows(after, catalog), metadata(before), metadata(after));
    }

    /** Most changes leave most properties as they are: rows are made only for the others. */
    private static RowDifference between(Entity before, Entity after, IndexCatalog catalog) {
        var old = IndexedValues.of(before);
        var fresh = IndexedValues.of(after);
        var gone = old.otherThan(fresh);
        var come = fresh.otherThan(old);
        var removed = new ArrayList<byte[]>();
        var added = new ArrayList<byte[]>();
        compare(IndexRows.ofProperties(before, gone), IndexRows.ofProperties(after, come), removed, added);
        var composites = catalog.maintained(before.requireKey().kind());
        if (!composites.isEmpty()) {
            compare(composites(before, old, composites), composites(after, fresh, composites), removed, added);
        }
        var uncounted = new ArrayList<byte[]>();
        var counted = new ArrayList<byte[]>();
        compare(
                IndexRows.metadataOfProperties(before, gone),
                IndexRows.metadataOfProperties(after, come),
                uncounted,
                counted);
        return new RowDifference(removed, added, uncounted, counted);
    }

    private static List<byte[]> composites(Entity entity, IndexedValues values, Collection<IndexState> composites) {
        try {
            return IndexRows.ofComposites(entity, values, composites);
        } catch (DatastoreException tooManyRows) {
            // It was let through before the composite index that makes it so was declared.
            return List.of();
        }
    }

    private static List<byte[]> metadata(Optional<Entity> entity) {
        return entity.map(IndexRows::metadata).orElse(List.of());
    }

    private static List<byte[]> rows(Optional<Entity> entity, IndexCatalog catalog) {
        return entity.map(some -> rows(some, catalog)).orElse(List.of());
    }

    private static List<byte[]> rows(Entity entity, IndexCatalog catalog) {
        try {
            return IndexRows.of(entity, catalog.maintained(entity.requireKey().kind()));
        } catch (DatastoreException tooManyRows) {
            // It was let through before the composite index that makes it so was declared.
            return IndexRows.of(entity, List.of());
        }
    }

    private static void compare(List<byte[]> before, List<byte[]> after, List<byte[]> removed, List<byte[]> added) {
        if (before.isEmpty() || after.isEmpty()) {
            removed.addAll(before);
            added.addAll(after);
            return;
        }
        var old = sorted(before);
        var fresh = sorted(after);
        int i = 0;
        int j = 0;
        while (i < old.size() && j < fresh.size()) {
            int order = Arrays.compareUnsigned(old.get(i), fresh.get(j));
            if (order < 0) {
                removed.add(old.get(i++));
            } else if (order > 0) {
                added.add(fresh.get(j++));
            } else {
                i++;
                j++;
            }
        }
        removed.addAll(old.subList(i, old.size()));
        added.addAll(fresh.subList(j, fresh.size()));
    }

    private static List<byte[]> sorted(List<byte[]> rows) {
        var sorted = new ArrayList<>(rows);
        sorted.sort(Arrays::compareUnsigned);
        return sorted;
    }

    int indexUpdates() {
        return indexRemoved.size() + indexAdded.size();
    }

    /** Every row key here. */
    List<byte[]> all() {
        var all = new ArrayList<byte[]>(indexUpdates() + metadataRemoved.size() + metadataAdded.size());
        all.addAll(indexRemoved);
        all.addAll(indexAdded);
        all.addAll(metadataRemoved);
        all.addAll(metadataAdded);
        return all;
    }
}
