package io.ironstead.datastore.query;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.store.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads entities by their paths and remembers the last ones: what was read to be sorted is soon read to be answered. */
final class EntityReads implements Function<byte[], Optional<StoredEntity>> {
    private static final int KEPT_MAX = 400;

    private final Snapshot snapshot;
    private final byte[] prefix;
    private final ScanLog log;
    private final Map<ByteString, Optional<StoredEntity>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, Optional<StoredEntity>> eldest) {
            return size() > KEPT_MAX;
        }
    };

    EntityReads(Snapshot snapshot, Place place, ScanLog log) {
        this.snapshot = snapshot;
        this.prefix = RowKeys.entities(place.namespace());
        this.log = log;
    }

    @Override
    public Optional<StoredEntity> apply(byte[] path) {
        return kept.computeIfAbsent(UnsafeByteOperations.unsafeWrap(path), _ -> {
            byte[] row = Bytes.concat(prefix, path);
            log.addEntity(row);
            return snapshot.entity(row);
        });
    }
}
