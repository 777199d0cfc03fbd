package io.ironstead.cluster.memory;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.ironstead.cluster.memory.MemcacheStorage.CachedItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementResult;
import io.ironstead.cluster.memory.MemcacheStorage.MemcacheStats;
import io.ironstead.cluster.memory.MemcacheStorage.Policy;
import io.ironstead.cluster.memory.MemcacheStorage.StoreItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The small parts of commands, replies and segments as bytes between members. */
final class Wire {
    private Wire() {}

    /** Reads or writes one element of a list. */
    interface Reading<T> {
        T read(ObjectDataInput in) throws IOException;
    }

    interface Writing<T> {
        void write(ObjectDataOutput out, T one) throws IOException;
    }

    static <T> void list(ObjectDataOutput out, List<T> all, Writing<? super T> writing) throws IOException {
        out.writeInt(all.size());
        for (var one : all) {
            writing.write(out, one);
        }
    }

    static <T> List<T> list(ObjectDataInput in, Reading<? extends T> reading) throws IOException {
        int size = in.readInt();
        var all = new ArrayList<T>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            all.add(reading.read(in));
        }
        return all;
    }

    static <E extends Enum<E>> void name(ObjectDataOutput out, E constant) throws IOException {
        out.writeString(constant.name());
    }

    static <E extends Enum<E>> Reading<E> name(Class<E> type) {
        return in -> Enum.valueOf(type, text(in));
    }

    static String text(ObjectDataInput in) throws IOException {
        return present(in.readString());
    }

    private static <T> T present(@Nullable T read) throws IOException {
        if (read == null) {
            throw new IOException("Something is missing in what another member sent");
        }
        return read;
    }

    static byte[] bytes(ObjectDataInput in) throws IOException {
        return present(in.readByteArray());
    }

    static void key(ObjectDataOutput out, ItemKey key) throws IOException {
        out.writeString(key.namespace());
        out.writeByteArray(key.bytes());
    }

    static ItemKey key(ObjectDataInput in) throws IOException {
        var namespace = text(in);
        return ItemKey.of(namespace, bytes(in));
    }

    static void storeItem(ObjectDataOutput out, StoreItem item) throws IOException {
        key(out, item.key());
        out.writeByteArray(item.value());
        out.writeInt(item.flags());
        name(out, item.policy());
        out.writeLong(item.casId());
        out.writeLong(item.expiresAt());
    }

    static StoreItem storeItem(ObjectDataInput in) throws IOException {
        return new StoreItem(
                key(in), bytes(in), in.readInt(), name(Policy.class).read(in), in.readLong(), in.readLong());
    }

    static void deleteItem(ObjectDataOutput out, DeleteItem item) throws IOException {
        key(out, item.key());
        out.writeInt(item.lockSeconds());
    }

    static DeleteItem deleteItem(ObjectDataInput in) throws IOException {
        return new DeleteItem(key(in), in.readInt());
    }

    static void incrementItem(ObjectDataOutput out, IncrementItem item) throws IOException {
        key(out, item.key());
        out.writeLong(item.delta());
        out.writeBoolean(item.subtract());
        out.writeBoolean(item.initial().isPresent());
        out.writeLong(item.initial().orElse(0L));
        out.writeInt(item.initialFlags());
    }

    static IncrementItem incrementItem(ObjectDataInput in) throws IOException {
        var key = key(in);
        long delta = in.readLong();
        boolean subtract = in.readBoolean();
        boolean present = in.readBoolean();
        long initial = in.readLong();
        return new IncrementItem(key, delta, subtract, present ? Optional.of(initial) : Optional.empty(), in.readInt());
    }

    static void cachedItem(ObjectDataOutput out, Optional<CachedItem> item) throws IOException {
        out.writeBoolean(item.isPresent());
        if (item.isPresent()) {
            out.writeByteArray(item.get().value());
            out.writeInt(item.get().flags());
            out.writeLong(item.get().casId());
            out.writeLong(item.get().expiresAt());
            out.writeLong(item.get().usedAt());
            out.writeBoolean(item.get().locked());
        }
    }

    static Optional<CachedItem> cachedItem(ObjectDataInput in) throws IOException {
        return in.readBoolean()
                ? Optional.of(new CachedItem(
                        bytes(in), in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readBoolean()))
                : Optional.empty();
    }

    static void incrementResult(ObjectDataOutput out, IncrementResult result) throws IOException {
        switch (result) {
            case IncrementResult.Changed changed -> {
                out.writeByte(0);
                out.writeLong(changed.value());
            }
            case IncrementResult.NotFound _ -> out.writeByte(1);
            case IncrementResult.NoNumber _ -> out.writeByte(2);
        }
    }

    static IncrementResult incrementResult(ObjectDataInput in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> new IncrementResult.Changed(in.readLong());
            case 1 -> new IncrementResult.NotFound();
            case 2 -> new IncrementResult.NoNumber();
            default -> throw new IOException("Another member sent an unknown result");
        };
    }

    static void stats(ObjectDataOutput out, MemcacheStats stats) throws IOException {
        out.writeLong(stats.hits());
        out.writeLong(stats.misses());
        out.writeLong(stats.byteHits());
        out.writeLong(stats.items());
        out.writeLong(stats.bytes());
        out.writeLong(stats.oldestSeconds());
    }

    static MemcacheStats stats(ObjectDataInput in) throws IOException {
        return new MemcacheStats(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }
}
