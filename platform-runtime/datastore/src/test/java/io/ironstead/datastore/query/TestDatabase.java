package io.ironstead.datastore.query;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.index.IndexRows;
import io.ironstead.datastore.store.Rows;
import io.ironstead.datastore.store.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Entities and their index rows in sorted maps: what the engine does, without versions. */
final class TestDatabase implements Snapshot {
    private final NavigableMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<Key, StoredEntity> entities = new LinkedHashMap<>();
    private final Map<ByteString, StoredEntity> byRow = new HashMap<>();
    private IndexCatalog catalog = IndexCatalog.EMPTY;
    private long version = 1;

    void declare(List<IndexDefinition> definitions) {
        for (var stored : entities.values()) {
            rowsOf(stored.entity()).forEach(rows::remove);
        }
        var states = new ArrayList<IndexState>();
        for (var definition : definitions) {
            states.add(new IndexState(states.size() + 1, definition, IndexState.Stage.READY));
        }
        catalog = new IndexCatalog(states);
        for (var stored : entities.values()) {
            rowsOf(stored.entity()).forEach(row -> rows.put(row, new byte[0]));
        }
    }

    void put(Entity entity) {
        delete(entity.requireKey());
        version++;
        var stored = new StoredEntity(entity, version, version);
        entities.put(entity.requireKey(), stored);
        byRow.put(ByteString.copyFrom(RowKeys.entity(entity.requireKey())), stored);
        rowsOf(entity).forEach(row -> rows.put(row, new byte[0]));
        IndexRows.metadata(entity).forEach(row -> rows.merge(row, new byte[] {1}, TestDatabase::sum));
    }

    void delete(Key key) {
        version++;
        var old = entities.remove(key);
        if (old != null) {
            byRow.remove(ByteString.copyFrom(RowKeys.entity(key)));
            rowsOf(old.entity()).forEach(rows::remove);
            IndexRows.metadata(old.entity())
                    .forEach(row -> rows.computeIfPresent(
                            row, (_, count) -> count.length == 1 ? null : new byte[count.length - 1]));
        }
    }

    /** Counts by length: a live row is never empty. */
    private static byte[] sum(byte[] left, byte[] right) {
        return new byte[left.length + right.length];
    }

    private List<byte[]> rowsOf(Entity entity) {
        var all = new ArrayList<>(
                IndexRows.of(entity, catalog.maintained(entity.requireKey().kind())));
        all.add(RowKeys.entity(entity.requireKey()));
        return all;
    }

    Collection<StoredEntity> entities() {
        return entities.values();
    }

    IndexCatalog catalog() {
        return catalog;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public Optional<StoredEntity> entity(byte[] row) {
        return Optional.ofNullable(byRow.get(ByteString.copyFrom(row)));
    }

    @Override
    public Rows scan(byte[] from, byte[] to, boolean descending) {
        var range = rows.subMap(from, true, to, false);
        return new MapRows(descending ? range.descendingMap() : range);
    }

    @Override
    public void close() {}

    private static final class MapRows implements Rows {
        private final NavigableMap<byte[], byte[]> range;
        private Iterator<Map.Entry<byte[], byte[]>> rest;
        private Map.Entry<byte[], byte[]> current = Map.entry(new byte[0], new byte[0]);

        MapRows(NavigableMap<byte[], byte[]> range) {
            this.range = range;
            this.rest = range.entrySet().iterator();
        }

        @Override
        public boolean next() {
            if (!rest.hasNext()) {
                return false;
            }
            current = rest.next();
            return true;
        }

        @Override
        public byte[] key() {
            return current.getKey();
        }

        @Override
        public byte[] value() {
            return current.getValue();
        }

        @Override
        public void seek(byte[] key) {
            // A sorted map refuses a bound outside its own range; the contract clamps it.
            rest = range.entrySet().stream().iterator();
            var comparator = range.comparator();
            if (range.isEmpty() || comparator.compare(key, range.lastKey()) > 0) {
                rest = Map.<byte[], byte[]>of().entrySet().iterator();
            } else if (comparator.compare(key, range.firstKey()) > 0) {
                rest = range.tailMap(key, true).entrySet().iterator();
            }
        }

        @Override
        public void close() {}
    }
}
