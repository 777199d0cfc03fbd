package io.ironstead.datastore.query;

import io.ironstead.datastore.Key;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.store.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads entities by their paths and remembers the last ones: what was read to be sorted is soon read to be answered. */
final class EntityReads implements Function<byte[], Optional<StoredEntity>> {
    private static final int KEPT_MAX = 400;

    private final Snapshot snapshot;
    private final Place place;
    private final ScanLog log;
    private final Map<Key, Optional<StoredEntity>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<StoredEntity>> eldest) {
            return size() > KEPT_MAX;
        }
    };

    EntityReads(Snapshot snapshot, Place place, ScanLog log) {
        this.snapshot = snapshot;
        this.place = place;
        this.log = log;
    }

    @Override
    public Optional<StoredEntity> apply(byte[] path) {
        return kept.computeIfAbsent(place.key(path), key -> {
            log.addEntity(key);
            return snapshot.entity(key);
        });
    }
}
