package io.ironstead.datastore.codec;

import com.google.datastore.v1.PartitionId;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys as {@code google.datastore.v1.Key}.
 *
 * @param application what a key without a project belongs to
 * @param database what a key without a database belongs to
 */
public record KeyCodec(String application, String database) {

    /** @throws DatastoreException when the key has no path */
    public Key decode(com.google.datastore.v1.Key message) {
        PartitionId partition = message.getPartitionId();
        if (message.getPathCount() == 0) {
            throw DatastoreException.invalid("Key path is empty.");
        }
        List<PathElement> path = new ArrayList<>(message.getPathCount());
        for (var element : message.getPathList()) {
            path.add(new PathElement(element.getKind(), identifier(element)));
        }
        return new Key(
                partition.getProjectId().isEmpty() ? application : ApplicationId.plain(partition.getProjectId()),
                partition.getDatabaseId().isEmpty() ? database : partition.getDatabaseId(),
                partition.getNamespaceId(),
                path);
    }

    private static Identifier identifier(com.google.datastore.v1.Key.PathElement element) {
        return switch (element.getIdTypeCase()) {
            case ID -> new Identifier.Numeric(element.getId());
            case NAME -> new Identifier.Named(element.getName());
            case IDTYPE_NOT_SET -> Identifier.None.NONE;
        };
    }

    /** The whole key, with its project and database. */
    public com.google.datastore.v1.Key encode(Key key) {
        var message = com.google.datastore.v1.Key.newBuilder();
        message.getPartitionIdBuilder()
                .setProjectId(key.application())
                .setDatabaseId(key.database())
                .setNamespaceId(key.namespace());
        for (PathElement element : key.path()) {
            var part = message.addPathBuilder().setKind(element.kind());
            switch (element.id()) {
                case Identifier.Numeric(long id) -> part.setId(id);
                case Identifier.Named(String name) -> part.setName(name);
                case Identifier.None _ -> part.clearIdType();
            }
        }
        return message.build();
    }

    /** The bytes of {@link #encode}'s message. */
    int size(Key key) {
        return field(com.google.datastore.v1.Key.PARTITION_ID_FIELD_NUMBER, partitionSize(key))
                + key.path().stream()
                        .mapToInt(element -> field(com.google.datastore.v1.Key.PATH_FIELD_NUMBER, elementSize(element)))
                        .sum();
    }

    /** {@link #encode}'s message, without making it. */
    void write(Key key, CodedOutputStream out) throws IOException {
        begin(out, com.google.datastore.v1.Key.PARTITION_ID_FIELD_NUMBER, partitionSize(key));
        write(out, PartitionId.PROJECT_ID_FIELD_NUMBER, key.application());
        write(out, PartitionId.DATABASE_ID_FIELD_NUMBER, key.database());
        write(out, PartitionId.NAMESPACE_ID_FIELD_NUMBER, key.namespace());
        for (PathElement element : key.path()) {
            begin(out, com.google.datastore.v1.Key.PATH_FIELD_NUMBER, elementSize(element));
            write(out, com.google.datastore.v1.Key.PathElement.KIND_FIELD_NUMBER, element.kind());
            switch (element.id()) {
                case Identifier.Numeric(long id) ->
                    out.writeInt64(com.google.datastore.v1.Key.PathElement.ID_FIELD_NUMBER, id);
                case Identifier.Named(String name) ->
                    out.writeString(com.google.datastore.v1.Key.PathElement.NAME_FIELD_NUMBER, name);
                case Identifier.None _ -> {}
            }
        }
    }

    private static int partitionSize(Key key) {
        return size(PartitionId.PROJECT_ID_FIELD_NUMBER, key.application())
                + size(PartitionId.DATABASE_ID_FIELD_NUMBER, key.database())
                + size(PartitionId.NAMESPACE_ID_FIELD_NUMBER, key.namespace());
    }

    private static int elementSize(PathElement element) {
        return size(com.google.datastore.v1.Key.PathElement.KIND_FIELD_NUMBER, element.kind())
                + switch (element.id()) {
                    case Identifier.Numeric(long id) ->
                        CodedOutputStream.computeInt64Size(com.google.datastore.v1.Key.PathElement.ID_FIELD_NUMBER, id);
                    case Identifier.Named(String name) ->
                        CodedOutputStream.computeStringSize(
                                com.google.datastore.v1.Key.PathElement.NAME_FIELD_NUMBER, name);
                    case Identifier.None _ -> 0;
                };
    }

    private static int field(int number, int size) {
        return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    private static void begin(CodedOutputStream out, int number, int size) throws IOException {
        out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    /** What is empty is left out, as proto3 does. */
    private static int size(int number, String text) {
        return text.isEmpty() ? 0 : CodedOutputStream.computeStringSize(number, text);
    }

    private static void write(CodedOutputStream out, int number, String text) throws IOException {
        if (!text.isEmpty()) {
            out.writeString(number, text);
        }
    }
}
