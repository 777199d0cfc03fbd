package io.ironstead.files.kept;

import io.ironstead.files.ByteRange;
import io.ironstead.files.content.Seal;
import java.io.IOException;
import java.io.InputStream;

/** Plaintext of a range, chunk by chunk; gives no byte of a chunk before all of it has been checked. */
final class UnsealedStream extends InputStream {
    private final InputStream sealed;
    private final Seal seal;
    private final long size;
    private long chunkNumber;
    private byte[] chunk = new byte[0];
    private int at;
    private long left;

    /** @param range not empty, and within {@code size} */
    UnsealedStream(InputStream sealed, Seal seal, long size, ByteRange range) {
        this.sealed = sealed;
        this.seal = seal;
        this.size = size;
        chunkNumber = range.first() / Seal.CHUNK;
        // Counts as bytes of a chunk that is not there yet.
        at = Math.toIntExact(range.first() % Seal.CHUNK);
        left = range.length();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        if (chunk.length == 0) {
            chunk = seal.open(sealed, chunkNumber++, size);
        } else if (at == chunk.length) {
            chunk = seal.open(sealed, chunkNumber++, size);
            at = 0;
        }
        int count = (int) Math.min(Math.min(length, chunk.length - at), left);
        System.arraycopy(chunk, at, buffer, from, count);
        at += count;
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        sealed.close();
    }
}
