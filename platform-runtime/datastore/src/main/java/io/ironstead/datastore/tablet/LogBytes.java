package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Order;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * The bytes of commits in the log, as protobuf. Unknown fields are skipped, so fields may be added; none is ever reused.
 *
 *     message Entry { repeated Commit commit = 1; }
 *     message Commit {
 *       int64 version = 1;
 *       repeated Change change = 2;
 *       repeated Counter counter = 3;
 *       repeated int64 reserved = 4;
 *       repeated Index index = 7;    // 5 and 6 were tasks
 *       bool indexes_change = 8;
 *     }
 *     message Change {
 *       bytes entity = 1;    // google.datastore.v1.Entity; absent for a deletion
 *       bytes deleted = 2;   // google.datastore.v1.Key
 *       int64 created = 3;
 *     }
 *     message Counter { string name = 1; int64 next = 2; }
 *     message Index { int64 id = 1; string kind = 2; bool ancestor = 3; repeated Column column = 4; }
 *     message Indexes { repeated Index index = 1; }    // in the indexes' document
 *     message Column { string property = 1; bool descending = 2; }
 */
/** Commits to bytes and back. */
final class LogBytes {
    private final EntityBytes entities;

    LogBytes(EntityBytes entities) {
        this.entities = entities;
    }

    byte[] encode(List<Commit> commits) {
        return message(out -> {
            for (Commit commit : commits) {
                out.writeByteArray(1, encode(commit));
            }
        });
    }

    private byte[] encode(Commit commit) {
        return message(out -> {
            out.writeInt64(1, commit.version());
            for (Change change : commit.changes()) {
                out.writeByteArray(2, encode(change));
            }
            for (var counter : commit.counters().entrySet()) {
                out.writeByteArray(3, message(part -> {
                    part.writeString(1, counter.getKey());
                    part.writeInt64(2, counter.getValue());
                }));
            }
            for (long id : commit.reserved()) {
                out.writeInt64(4, id);
            }
            for (var index : commit.indexes().entrySet()) {
                out.writeByteArray(7, encode(index.getKey(), index.getValue()));
            }
            out.writeBool(8, commit.indexesChange());
        });
    }

    private byte[] encode(Change change) {
        return message(out -> {
            if (change.isDeletion()) {
                out.writeByteArray(2, entities.encode(change.key()));
            } else {
                out.writeByteArray(1, change.bytes());
                out.writeInt64(3, change.createdMicros());
            }
        });
    }

    static byte[] encode(long id, IndexDefinition index) {
        return message(out -> {
            out.writeInt64(1, id);
            out.writeString(2, index.kind());
            out.writeBool(3, index.ancestor());
            for (Order column : index.columns()) {
                out.writeByteArray(4, message(part -> {
                    part.writeString(1, column.property());
                    part.writeBool(2, column.direction() == Direction.DESCENDING);
                }));
            }
        });
    }

    static ByteString encodeIndexes(Map<Long, IndexDefinition> indexes) {
        return UnsafeByteOperations.unsafeWrap(message(out -> {
            for (var index : indexes.entrySet()) {
                out.writeByteArray(1, encode(index.getKey(), index.getValue()));
            }
        }));
    }

    static Map<Long, IndexDefinition> decodeIndexes(byte[] bytes) {
        var found = new HashMap<Long, IndexDefinition>();
        read(bytes, (field, in) -> {
            if (field == 1) {
                index(in.readByteArray(), found);
                return true;
            }
            return false;
        });
        return found;
    }

    List<Commit> decode(byte[] entry) {
        var commits = new ArrayList<Commit>();
        read(entry, (field, in) -> {
            if (field == 1) {
                commits.add(commit(in.readByteArray()));
                return true;
            }
            return false;
        });
        return commits;
    }

    private Commit commit(byte[] bytes) {
        long[] version = new long[1];
        boolean[] indexesChange = new boolean[1];
        var changes = new ArrayList<Change>();
        var counters = new HashMap<String, Long>();
        var reserved = new ArrayList<Long>();
        var indexes = new HashMap<Long, IndexDefinition>();
        read(bytes, (field, in) -> {
            switch (field) {
                case 1 -> version[0] = in.readInt64();
                case 2 -> changes.add(change(in.readByteArray()));
                case 3 -> counter(in.readByteArray(), counters);
                case 4 -> reserved.add(in.readInt64());
                case 7 -> index(in.readByteArray(), indexes);
                case 8 -> indexesChange[0] = in.readBool();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Commit(version[0], changes, counters, reserved, indexes, indexesChange[0]);
    }

    private Change change(byte[] bytes) {
        var entity = new byte[1][];
        var deleted = new byte[1][];
        long[] created = new long[1];
        read(bytes, (field, in) -> {
            switch (field) {
                case 1 -> entity[0] = in.readByteArray();
                case 2 -> deleted[0] = in.readByteArray();
                case 3 -> created[0] = in.readInt64();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return deleted[0] != null
                ? Change.deleted(entities.decodeKey(deleted[0]))
                : Change.written(entities.decode(entity[0]), entity[0], created[0]);
    }

    private static void counter(byte[] bytes, Map<String, Long> counters) {
        var name = new String[] {""};
        long[] next = new long[1];
        read(bytes, (field, in) -> {
            switch (field) {
                case 1 -> name[0] = in.readString();
                case 2 -> next[0] = in.readInt64();
                default -> {
                    return false;
                }
            }
            return true;
        });
        counters.put(name[0], next[0]);
    }

    /** Adds the definition in these bytes to {@code indexes}. */
    static void index(byte[] bytes, Map<Long, IndexDefinition> indexes) {
        long[] id = new long[1];
        var kind = new String[] {""};
        boolean[] ancestor = new boolean[1];
        var columns = new ArrayList<Order>();
        read(bytes, (field, in) -> {
            switch (field) {
                case 1 -> id[0] = in.readInt64();
                case 2 -> kind[0] = in.readString();
                case 3 -> ancestor[0] = in.readBool();
                case 4 -> columns.add(column(in.readByteArray()));
                default -> {
                    return false;
                }
            }
            return true;
        });
        indexes.put(id[0], new IndexDefinition(kind[0], ancestor[0], columns));
    }

    private static Order column(byte[] bytes) {
        var property = new String[] {""};
        boolean[] descending = new boolean[1];
        read(bytes, (field, in) -> {
            switch (field) {
                case 1 -> property[0] = in.readString();
                case 2 -> descending[0] = in.readBool();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Order(property[0], descending[0] ? Direction.DESCENDING : Direction.ASCENDING);
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Writing writing) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = CodedOutputStream.newInstance(bytes);
            writing.to(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private interface Reading {
        /** Whether the field was known, and has been read. */
        boolean field(int number, CodedInputStream in) throws IOException;
    }

    private static void read(byte[] bytes, Reading reading) {
        try {
            var in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (!reading.field(WireFormat.getTagFieldNumber(tag), in)) {
                    in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("An entry of the commit log is damaged", e);
        }
    }
}
