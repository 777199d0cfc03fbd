package io.ironstead.files;

import java.io.IOException;
import java.io.InputStream;

/**
 * One reading of a file. What {@code bytes} gives has been checked against forgery and damage; when that fails, or the
 * servers are lost in the middle, reading throws an {@link IOException} and never ends early as if all had come.
 *
 * @param range what {@code bytes} will give, clipped to the file's size
 */
public record FileContent(StoredFile file, ByteRange range, InputStream bytes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
