package io.ironstead.files.kept;

import io.ironstead.files.ByteRange;
import io.ironstead.files.content.ContentId;
import io.ironstead.files.store.FileRecord;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;

/** How the plaintext of a record's content is read. */
public interface Reading {

    /** Gives exactly the bytes of {@code range}, or throws while they are read. @param range within the file's size */
    InputStream open(FileRecord record, ByteRange range, Deadline deadline) throws IOException;

    /** This content is gone: what is remembered of it may go too. */
    void forget(ContentId content);
}
