package io.ironstead.files.kept;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.model.Deadline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A caller's content, read until it has more bytes than are allowed or its time is over. */
final class BoundedContent extends FilterInputStream {
    private final long bytesMax;
    private final Deadline deadline;
    private long count;

    BoundedContent(InputStream content, long bytesMax, Deadline deadline) {
        super(content);
        this.bytesMax = bytesMax;
        this.deadline = deadline;
    }

    /** Whether it went on after the allowed bytes: then it was cut there, and is of no use. */
    boolean hadMore() {
        return count > bytesMax;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (deadline.isOver()) {
            throw new FilesUnavailableException("The content did not come within the time there was for it");
        }
        if (hadMore()) {
            return -1;
        }
        int read = super.read(buffer, from, length);
        count += Math.max(0, read);
        return read;
    }
}
