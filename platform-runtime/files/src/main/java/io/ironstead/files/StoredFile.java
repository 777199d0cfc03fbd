package io.ironstead.files;

import io.ironstead.model.Digest;
import java.time.Instant;
import java.util.Map;

/**
 * What a store tells of a file.
 *
 * @param generation grows with each put of the same name, also across deletes; the one number a precondition names
 * @param size of the content in bytes
 * @param digest SHA-256 of the content
 * @param place where the bytes are; GRID once they survive this machine
 */
public record StoredFile(
        FileKey key,
        long generation,
        long size,
        Digest digest,
        String contentType,
        Map<String, String> metadata,
        Instant storedAt,
        Place place) {

    public StoredFile {
        metadata = Map.copyOf(metadata);
    }
}
