package io.ironstead.datastore.documents;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;

/**
 * A row as CouchDB keeps it.
 *
 * @param id see {@link DocumentIds}
 * @param version of the row's last change: of two documents with one id the one with the higher version is right
 * @param row what the row holds; empty when it is deleted
 * @param readable fields for people and tools, never read back; names of one letter are this package's
 */
public record Document(String id, long version, Optional<ByteString> row, Map<String, Object> readable) {
    public Document {
        readable = Map.copyOf(readable);
    }

    public static Document deleted(String id, long version) {
        return new Document(id, version, Optional.empty(), Map.of());
    }
}
