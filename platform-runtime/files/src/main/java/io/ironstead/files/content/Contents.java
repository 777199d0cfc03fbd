package io.ironstead.files.content;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;

/** Holds sealed contents. Keeping the same draft twice does no harm. */
public interface Contents {

    /**
     * Makes a content durable. The draft's file stays where it is unless this disk itself keeps it.
     *
     * @throws FilesUnavailableException when too few servers took it; none of it counts then
     */
    ContentRef keep(Draft draft, Deadline deadline) throws IOException;

    /**
     * Sealed bytes from {@code first} on, exactly {@code length} of them; the stream throws when they end early.
     *
     * @throws FilesUnavailableException when they cannot be had now, in time
     * @throws java.nio.file.NoSuchFileException when they are gone for good
     */
    InputStream read(ContentRef ref, long first, long length, Deadline deadline) throws IOException;

    /** Lets go of a content that nothing refers to any more. */
    void drop(ContentRef ref) throws IOException;
}
