package io.ironstead.datastore.codec;

import com.google.datastore.v1.PartitionId;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
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
}
