package io.ironstead.cluster.memory;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteStatus;
import io.ironstead.cluster.memory.MemcacheStorage.StoreStatus;
import io.ironstead.cluster.memory.Segment.Slot;
import java.io.IOException;
import java.util.List;

/** How commands, replies and whole segments go from member to member. Numbers stay as they are for ever. */
final class Serializers {
    private Serializers() {}

    static void register(SerializationConfig config) {
        config.addSerializerConfig(
                new SerializerConfig().setTypeClass(SegmentTask.class).setImplementation(new Tasks()));
        config.addSerializerConfig(
                new SerializerConfig().setTypeClass(Segment.class).setImplementation(new Segments()));
        for (var type : List.of(
                Reply.Items.class,
                Reply.Stored.class,
                Reply.Deleted.class,
                Reply.Incremented.class,
                Reply.Counted.class)) {
            config.addSerializerConfig(
                    new SerializerConfig().setTypeClass(type).setImplementation(new Replies(1010 + replyKind(type))));
        }
    }

    private static int replyKind(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Items" -> 0;
            case "Stored" -> 1;
            case "Deleted" -> 2;
            case "Incremented" -> 3;
            default -> 4;
        };
    }

    private static IOException unknown() {
        return new IOException("Another member sent an unknown kind of message");
    }

    private static final class Tasks implements StreamSerializer<SegmentTask> {
        @Override
        public int getTypeId() {
            return 1001;
        }

        @Override
        public void write(ObjectDataOutput out, SegmentTask task) throws IOException {
            switch (task.command) {
                case Command.Get get -> {
                    out.writeByte(0);
                    Wire.list(out, get.keys(), Wire::key);
                    out.writeBoolean(get.peek());
                }
                case Command.Store store -> {
                    out.writeByte(1);
                    Wire.list(out, store.items(), Wire::storeItem);
                }
                case Command.Delete delete -> {
                    out.writeByte(2);
                    Wire.list(out, delete.items(), Wire::deleteItem);
                }
                case Command.Increment increment -> {
                    out.writeByte(3);
                    Wire.list(out, increment.items(), Wire::incrementItem);
                }
                case Command.Flush _ -> out.writeByte(4);
                case Command.Stats _ -> out.writeByte(5);
                case Command.Trim _ -> out.writeByte(6);
            }
        }

        @Override
        public SegmentTask read(ObjectDataInput in) throws IOException {
            int kind = in.readByte();
            return new SegmentTask(
                    switch (kind) {
                        case 0 -> new Command.Get(Wire.list(in, Wire::key), in.readBoolean());
                        case 1 -> new Command.Store(Wire.list(in, Wire::storeItem));
                        case 2 -> new Command.Delete(Wire.list(in, Wire::deleteItem));
                        case 3 -> new Command.Increment(Wire.list(in, Wire::incrementItem));
                        case 4 -> new Command.Flush();
                        case 5 -> new Command.Stats();
                        case 6 -> new Command.Trim();
                        default -> throw unknown();
                    });
        }
    }

    private static final class Replies implements StreamSerializer<Reply> {
        private final int typeId;

        Replies(int typeId) {
            this.typeId = typeId;
        }

        @Override
        public int getTypeId() {
            return typeId;
        }

        @Override
        public void write(ObjectDataOutput out, Reply reply) throws IOException {
            switch (reply) {
                case Reply.Items items -> Wire.list(out, items.items(), Wire::cachedItem);
                case Reply.Stored stored -> Wire.list(out, stored.statuses(), Wire::name);
                case Reply.Deleted deleted -> Wire.list(out, deleted.statuses(), Wire::name);
                case Reply.Incremented changed -> Wire.list(out, changed.results(), Wire::incrementResult);
                case Reply.Counted counted -> Wire.stats(out, counted.stats());
            }
        }

        @Override
        public Reply read(ObjectDataInput in) throws IOException {
            return switch (typeId - 1010) {
                case 0 -> new Reply.Items(Wire.list(in, Wire::cachedItem));
                case 1 -> new Reply.Stored(Wire.list(in, Wire.name(StoreStatus.class)));
                case 2 -> new Reply.Deleted(Wire.list(in, Wire.name(DeleteStatus.class)));
                case 3 -> new Reply.Incremented(Wire.list(in, Wire::incrementResult));
                case 4 -> new Reply.Counted(Wire.stats(in));
                default -> throw unknown();
            };
        }
    }

    private static final class Segments implements StreamSerializer<Segment> {
        @Override
        public int getTypeId() {
            return 1002;
        }

        @Override
        public void write(ObjectDataOutput out, Segment segment) throws IOException {
            out.writeLong(segment.lastCasId);
            out.writeLong(segment.hits);
            out.writeLong(segment.misses);
            out.writeLong(segment.byteHits);
            out.writeInt(segment.slots.size());
            for (var entry : segment.slots.entrySet()) {
                Wire.key(out, entry.getKey());
                var slot = entry.getValue();
                out.writeByteArray(slot.value());
                out.writeInt(slot.flags());
                out.writeLong(slot.casId());
                out.writeLong(slot.expiresAt());
                out.writeLong(slot.usedAt());
            }
        }

        @Override
        public Segment read(ObjectDataInput in) throws IOException {
            var segment = new Segment(in.readLong());
            segment.hits = in.readLong();
            segment.misses = in.readLong();
            segment.byteHits = in.readLong();
            int size = in.readInt();
            for (int i = 0; i < size; i++) {
                var key = Wire.key(in);
                var slot = new Slot(in.readByteArray(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
                segment.slots.put(key, slot);
                segment.bytes += Segment.size(key, slot);
            }
            return segment;
        }
    }
}
