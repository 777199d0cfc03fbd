package io.ironstead.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The bytes of a zip entry, refused at their end when size or checksum are not what the directory says. */
final class VerifiedEntry extends FilterInputStream {
    private final CRC32 sum = new CRC32();
    private final long size;
    private final long crc;
    private long read;

    VerifiedEntry(InputStream bytes, long size, long crc) {
        super(bytes);
        this.size = size;
        this.crc = crc;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = super.read(into, from, length);
        if (count > 0) {
            read += count;
            sum.update(into, from, count);
        }
        if (read > size || (count < 0 && (read != size || sum.getValue() != crc))) {
            throw new IOException("The entry's size or checksum is wrong");
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        throw new IOException("Skipped bytes cannot be verified");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
