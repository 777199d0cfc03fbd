package io.ironstead.files.tahoe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of a grid: exactly as many as were asked for, or an error that says nothing about where they come from. */
final class GridStream extends FilterInputStream {
    private long left;

    GridStream(InputStream body, long length) {
        super(body);
        left = length;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read;
        try {
            read = super.read(buffer, from, (int) Math.min(length, left));
        } catch (IOException broken) {
            // Its text may quote the request, and that holds a capability.
            throw new IOException("The grid broke off a file in the middle");
        }
        if (read < 0) {
            throw new IOException("The grid broke off a file in the middle");
        }
        left -= read;
        return read;
    }
}
