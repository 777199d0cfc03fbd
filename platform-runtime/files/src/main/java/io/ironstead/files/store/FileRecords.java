package io.ironstead.files.store;

import io.ironstead.files.FileKey;
import io.ironstead.files.Place;
import io.ironstead.files.Space;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Optional;

/**
 * The root of everything: without its record no file can be read. Every change is atomic and durable when the method
 * returns, and all machines see one order of them.
 *
 * <p>Every method may throw {@link io.ironstead.files.FilesUnavailableException} when the records cannot be reached; a
 * change may then have happened or not.
 */
public interface FileRecords {

    Optional<FileRecord> find(FileKey key, Deadline deadline);

    /**
     * Writes a record whose revision is one more than that of the record it replaces; 1 when there must be none.
     *
     * @return false when another one is there
     */
    boolean write(FileRecord record, Deadline deadline);

    /** Removes exactly this record. @return false when another one is there, or none */
    boolean remove(FileRecord record, Deadline deadline);

    /** As {@link io.ironstead.files.FileStore#list}. */
    List<FileRecord> list(Space space, String prefix, String after, int limit, Deadline deadline);

    /** Files of any space whose content is at this place, the oldest first. */
    List<FileRecord> at(Place place, int limit, Deadline deadline);

    /** What the files of a space have in all. */
    Usage usage(Space space, Deadline deadline);

    /** The wrapped keys of a space; empty before its first file. */
    Optional<WrappedKeys> keys(Space space, Deadline deadline);

    /** Writes a space's keys as {@link #write} does a record. @return false when others are there */
    boolean writeKeys(Space space, WrappedKeys keys, Deadline deadline);

    /** Every space that has keys. */
    List<Space> spaces(Deadline deadline);

    /** @param bytes of plaintext */
    record Usage(long files, long bytes) {}
}
