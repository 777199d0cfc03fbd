package io.ironstead.datastore.query;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Value;

/** About how many bytes an entity takes in an answer; to end a page, not to refuse anything. */
final class EntitySize {
    private static final int PER_PART = 12;

    private EntitySize() {}

    static long of(Entity entity) {
        long size = PER_PART * entity.key().map(key -> key.path().size()).orElse(0);
        for (var property : entity.properties()) {
            for (var value : property.values()) {
                size += property.name().length() + PER_PART + of(value.value());
            }
        }
        return size;
    }

    private static long of(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text.length();
            case Value.Blob(ByteString bytes) -> bytes.size();
            case Value.Reference(var key) -> PER_PART * key.path().size();
            case Value.Embedded(var entity) -> of(entity);
            case Value.User user -> user.email().length() + PER_PART;
            case Value.Null _, Value.Int _, Value.Timestamp _, Value.Bool _, Value.Decimal _, Value.GeoPoint _ -> 0;
        };
    }
}
