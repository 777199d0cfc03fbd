package io.ironstead.datastore.index;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PlatformData;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.OrderedWriter;
import io.ironstead.datastore.bytes.RowKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The index rows of an entity: their keys alone tell everything, their values are free for the store. Two versions of an entity
 * differ in the index by the rows that only one of them has.
 *
 * <p>Built in are the kind (by key) and every indexed property (one row for each distinct value). A composite index has one row
 * for each combination of its columns' values, none where a column has no value; one for queries below an ancestor has those
 * rows under the entity's key and each of its ancestors'. Rows of a column in descending order have its bits turned; so has the
 * key, which follows the direction of the last column (see {@link IndexCatalog#keyDirection}).
 */
public final class IndexRows {
    /** Google's bound, built-in and composite together. */
    public static final int ROWS_MAX = 20_000;

    private final Key key;
    private final byte[] path;
    private final IndexedValues values;
    private final List<byte[]> rows = new ArrayList<>();

    private IndexRows(Entity entity) {
        this(entity, IndexedValues.of(entity));
    }

    private IndexRows(Entity entity, IndexedValues values) {
        this.key = entity.requireKey();
        this.path = KeyBytes.path(key);
        this.values = values;
    }

    /**
     * All row keys of an entity with a complete key, each once. An entity of more than {@link #ROWS_MAX} is refused.
     *
     * @param composites those of the entity's kind that are maintained
     */
    public static List<byte[]> of(Entity entity, Collection<IndexState> composites) {
        var rows = new IndexRows(entity);
        rows.addBuiltIn();
        for (var composite : composites) {
            rows.addComposite(composite.id(), composite.definition());
        }
        return rows.rows;
    }

    /** The row keys of an entity in the indexes of some properties, whose values are given. */
    public static List<byte[]> ofProperties(Entity entity, IndexedValues some) {
        var rows = new IndexRows(entity, some);
        some.byProperty().forEach(rows::addProperty);
        return rows.rows;
    }

    /** The row keys of an entity in composite indexes alone. */
    public static List<byte[]> ofComposites(Entity entity, IndexedValues all, Collection<IndexState> composites) {
        var rows = new IndexRows(entity, all);
        for (var composite : composites) {
            rows.addComposite(composite.id(), composite.definition());
        }
        return rows.rows;
    }

    /** The row keys of an entity in one composite index, to build it. */
    public static List<byte[]> of(Entity entity, IndexState composite) {
        var rows = new IndexRows(entity);
        rows.addComposite(composite.id(), composite.definition());
        return rows.rows;
    }

    /** The metadata rows that count an entity: its kind's, and one for each indexed property and type of it. */
    public static List<byte[]> metadata(Entity entity) {
        var key = entity.requireKey();
        if (PlatformData.isIn(key)) {
            return List.of();
        }
        var counted = new ArrayList<byte[]>();
        counted.add(RowKeys.metadata(key.namespace(), key.kind(), "", ""));
        counted.addAll(metadataOfProperties(entity, IndexedValues.of(entity)));
        return counted;
    }

    /** The metadata rows that count an entity for these properties of it. */
    public static List<byte[]> metadataOfProperties(Entity entity, IndexedValues some) {
        var key = entity.requireKey();
        if (PlatformData.isIn(key)) {
            return List.of();
        }
        var counted = new ArrayList<byte[]>();
        some.byProperty()
                .forEach((property, values) -> values.stream()
                        .map(Representation::of)
                        .distinct()
                        .forEach(representation -> counted.add(
                                RowKeys.metadata(key.namespace(), key.kind(), property, representation.name()))));
        return counted;
    }

    private void addBuiltIn() {
        rows.add(new OrderedWriter()
                .raw(RowKeys.kind(key.namespace(), key.kind()))
                .raw(path)
                .tag(RowKeys.SOLE)
                .toBytes());
        values.byProperty().forEach(this::addProperty);
    }

    private void addProperty(String property, Collection<byte[]> found) {
        checkCount((long) rows.size() + found.size());
        byte[] prefix = RowKeys.property(key.namespace(), key.kind(), property);
        int mark = found.size() == 1 ? RowKeys.SOLE : RowKeys.FURTHER;
        for (byte[] value : found) {
            rows.add(new OrderedWriter()
                    .raw(prefix)
                    .raw(value)
                    .raw(path)
                    .tag(mark)
                    .toBytes());
        }
    }

    private void addComposite(long id, IndexDefinition definition) {
        var columns = IndexCatalog.valueColumns(definition);
        if (columns.stream().anyMatch(column -> values.of(column.property()).isEmpty())) {
            return;
        }
        long combinations = 1;
        for (var column : columns) {
            combinations *= values.of(column.property()).size();
            checkCount(combinations);
        }
        int mark = combinations == 1 ? RowKeys.SOLE : RowKeys.FURTHER;
        byte[] prefix = RowKeys.composite(id, key.namespace());
        List<byte[]> families = definition.ancestor() ? families() : List.of(new byte[0]);
        checkCount(rows.size() + combinations * families.size());
        byte[] tail = directed(path, IndexCatalog.keyDirection(definition));
        for (byte[] combination : combinations(columns)) {
            for (byte[] family : families) {
                rows.add(new OrderedWriter()
                        .raw(prefix)
                        .raw(family)
                        .raw(combination)
                        .raw(tail)
                        .tag(mark)
                        .toBytes());
            }
        }
    }

    /** The whole path of each ancestor and of the entity itself. */
    private List<byte[]> families() {
        var found = new ArrayList<byte[]>();
        for (int length = 1; length <= key.path().size(); length++) {
            found.add(KeyBytes.path(new Key(
                    key.application(),
                    key.database(),
                    key.namespace(),
                    key.path().subList(0, length))));
        }
        return found;
    }

    private List<byte[]> combinations(List<Order> columns) {
        List<byte[]> all = List.of(new byte[0]);
        for (var column : columns) {
            var longer = new ArrayList<byte[]>();
            for (byte[] start : all) {
                for (byte[] value : values.of(column.property())) {
                    longer.add(new OrderedWriter()
                            .raw(start)
                            .raw(directed(value, column.direction()))
                            .toBytes());
                }
            }
            all = longer;
        }
        return all;
    }

    private static byte[] directed(byte[] bytes, Direction direction) {
        if (direction == Direction.ASCENDING) {
            return bytes;
        }
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = (byte) ~bytes[i];
        }
        return turned;
    }

    private static void checkCount(long count) {
        if (count > ROWS_MAX) {
            throw DatastoreException.invalid(
                    "Too many indexed properties for entity: it would have more than " + ROWS_MAX + " index entries.");
        }
    }
}
