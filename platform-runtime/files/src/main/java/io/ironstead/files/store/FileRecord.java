package io.ironstead.files.store;

import io.ironstead.files.Place;
import io.ironstead.files.StoredFile;
import io.ironstead.files.content.ContentId;
import java.util.Base64;

/**
 * What is kept of one file.
 *
 * @param revision 1 for the first, one more with each change: what a compare-and-set compares
 * @param keyVersion the space's key that content and reference are sealed with
 * @param sealedRef where the content is, encrypted, in base64
 */
public record FileRecord(StoredFile file, long revision, ContentId content, int keyVersion, String sealedRef) {

    /** @throws IllegalArgumentException when the reference is not base64 */
    public FileRecord {
        Base64.getDecoder().decode(sealedRef);
    }

    /** The same content, somewhere else. */
    public FileRecord movedTo(Place place, String newSealedRef) {
        var moved = new StoredFile(
                file.key(),
                file.generation(),
                file.size(),
                file.digest(),
                file.contentType(),
                file.metadata(),
                file.storedAt(),
                place);
        return new FileRecord(moved, revision + 1, content, keyVersion, newSealedRef);
    }
}
