package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.OrderedReader;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.store.RowRange;
import io.ironstead.datastore.store.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Entities nobody wrote: a database's namespaces, kinds and properties, from the rows that count them, and an entity group's
 * version. Statistics ({@code __Stat_Total__} and the like) are never collected, so there are none.
 */
final class MetadataKinds implements Function<byte[], Optional<StoredEntity>> {
    private static final String NAMESPACE = "__namespace__";
    private static final String KIND = "__kind__";
    private static final String PROPERTY = "__property__";
    private static final String ENTITY_GROUP = "__entity_group__";
    private static final long EMPTY_NAMESPACE_ID = 1;

    /** One counting row. */
    private record Counted(String namespace, String kind, String property, String representation) {
        static Counted of(byte[] row) {
            var reader = new OrderedReader(row, 1, false);
            return new Counted(reader.text(), reader.text(), reader.text(), reader.text());
        }
    }

    private final NormalQuery query;
    private final Place place;
    private final Snapshot snapshot;
    private final ScanLog log;
    private final SortedMap<byte[], StoredEntity> entities = new TreeMap<>(Arrays::compareUnsigned);

    MetadataKinds(NormalQuery query, Place place, Snapshot snapshot, ScanLog log) {
        this.query = query;
        this.place = place;
        this.snapshot = snapshot;
        this.log = log;
    }

    static boolean isOne(String kind) {
        return kind.equals(NAMESPACE)
                || kind.equals(KIND)
                || kind.equals(PROPERTY)
                || kind.equals(ENTITY_GROUP)
                || kind.startsWith("__Stat_");
    }

    @Override
    public Optional<StoredEntity> apply(byte[] path) {
        return Optional.ofNullable(entities.get(path));
    }

    /** The positions of all results. */
    Walk open(int sortedMax) {
        collect();
        var keys = new Columns(List.of(), Direction.ASCENDING);
        var matcher = new Matcher(query);
        var walks = new ArrayList<Walk>();
        for (var alternative : query.anyOf()) {
            var source = new Sorted.Source(new Listed(entities.keySet()), keys, false);
            walks.add(new Sorted(source, this, matcher, alternative, sortedMax));
        }
        return Merged.of(walks);
    }

    private void collect() {
        switch (query.query().kind().orElseThrow()) {
            case NAMESPACE ->
                leap(RowKeys.metadata(), counted -> {
                    String name = counted.namespace();
                    add(List.of(
                            name.isEmpty()
                                    ? PathElement.of(NAMESPACE, EMPTY_NAMESPACE_ID)
                                    : PathElement.of(NAMESPACE, name)));
                    return RowKeys.metadata(name);
                });
            case KIND ->
                leap(RowKeys.metadata(place.namespace()), counted -> {
                    add(List.of(PathElement.of(KIND, counted.kind())));
                    return RowKeys.metadata(place.namespace(), counted.kind());
                });
            case PROPERTY -> collectProperties();
            case ENTITY_GROUP ->
                query.anyOf().stream()
                        .flatMap(alternative -> alternative.ancestor().stream())
                        .map(Key::root)
                        .distinct()
                        .forEach(this::collectGroup);
            default -> {}
        }
    }

    /** Reads one row of each group of rows; {@code visit} tells what the group's rows begin with. */
    private void leap(byte[] prefix, Function<Counted, byte[]> visit) {
        byte[] end = Bytes.after(prefix);
        log.addRange(new RowRange(prefix, end), false);
        try (var rows = snapshot.scan(prefix, end, false)) {
            while (rows.next()) {
                log.touchRow();
                byte[] group = visit.apply(Counted.of(rows.key()));
                rows.seek(Bytes.after(group));
            }
        }
    }

    private void collectProperties() {
        var representations = new TreeMap<String, SortedMap<String, List<PropertyValue>>>();
        leap(RowKeys.metadata(place.namespace()), counted -> {
            if (!counted.property().isEmpty()) {
                representations
                        .computeIfAbsent(counted.kind(), _ -> new TreeMap<>())
                        .computeIfAbsent(counted.property(), _ -> new ArrayList<>())
                        .add(PropertyValue.indexed(new Value.Text(counted.representation())));
            }
            return RowKeys.metadata(place.namespace(), counted.kind(), counted.property(), counted.representation());
        });
        representations.forEach((kind, properties) -> properties.forEach((property, found) -> add(
                List.of(PathElement.of(KIND, kind), PathElement.of(PROPERTY, property)),
                Property.list("property_representation", found))));
    }

    private void collectGroup(Key root) {
        byte[] space = RowKeys.entities(place.namespace());
        byte[] prefix = Bytes.concat(space, KeyBytes.family(root));
        byte[] end = Bytes.after(prefix);
        log.addRange(new RowRange(prefix, end), false);
        long version = 0;
        try (var rows = snapshot.scan(prefix, end, false)) {
            while (rows.next()) {
                byte[] row = rows.key();
                log.addEntity(row);
                version = Math.max(
                        version, snapshot.entity(row).map(StoredEntity::version).orElse(0L));
            }
        }
        if (version > 0) {
            var path = new ArrayList<>(root.path());
            path.add(PathElement.of(ENTITY_GROUP, 1));
            add(path, Property.of("__version__", PropertyValue.indexed(new Value.Int(version))));
        }
    }

    private void add(List<PathElement> path, Property... properties) {
        var key = new Key(place.application(), place.database(), place.namespace(), path);
        entities.put(KeyBytes.path(key), new StoredEntity(Entity.of(key, properties), snapshot.version(), 0));
    }
}
