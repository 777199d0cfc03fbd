package io.ironstead.files;

import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Keeps files by name. A name has one content at a time, and a content never changes: a put replaces it whole, and a
 * reader that has opened the former one may read it to its end or be told it is gone, but never sees a mixture.
 *
 * <p>Three kinds of bad news are kept apart. <em>Not there</em> is an empty answer. <em>Too few servers now</em> is
 * {@link FilesUnavailableException}, thrown by every method, and worth another try. <em>Not allowed</em> is a
 * {@link PutResult}. All methods are safe to call from any thread, block, and end by their deadline.
 */
public interface FileStore {

    /**
     * Reads {@code content} to its end and stores it. Whatever dies on the way, afterwards the name has the former
     * content or the new one, whole.
     *
     * @param content not closed; the caller's own slowness counts against the deadline
     * @throws IOException when {@code content} throws it, or this machine's disk does; nothing is stored then
     * @throws FilesUnavailableException when not even the spool could take it, or the deadline is over
     */
    PutResult put(FileKey key, InputStream content, PutTerms terms, Deadline deadline) throws IOException;

    /** What there is under this name; empty when nothing is. */
    Optional<StoredFile> stat(FileKey key, Deadline deadline);

    /**
     * Opens a file for reading; empty when there is none.
     *
     * @param deadline for the first byte, and after it for each next piece as much time as was left at the opening
     * @throws IOException when the bytes are damaged or the disk fails
     */
    Optional<FileContent> read(FileKey key, ByteRange range, Deadline deadline) throws IOException;

    /** Removes the name. @return whether there was such a file */
    boolean delete(FileKey key, Deadline deadline);

    /**
     * Files whose path starts with {@code prefix}, in {@link FileKey#PATH_ORDER}.
     *
     * @param after only paths that come after this one; the empty text for all
     * @param limit 1 to 1,000
     */
    FilePage list(Space space, String prefix, String after, int limit, Deadline deadline);
}
