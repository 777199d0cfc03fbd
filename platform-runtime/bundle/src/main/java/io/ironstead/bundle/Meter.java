package io.ironstead.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Counts what comes out of an archive against its limits, byte by byte as it is read: sizes that headers claim are
 * never believed.
 */
final class Meter {
    private final BundleLimits limits;
    private final long packedBytes;
    private long unpackedBytes;
    private int entries;

    Meter(BundleLimits limits, long packedBytes) {
        this.limits = limits;
        this.packedBytes = Math.max(1, packedBytes);
    }

    void countEntry() throws BadBundleException {
        if (++entries > limits.filesMax()) {
            throw new BadBundleException(
                    "The archive holds more than " + limits.filesMax() + " files",
                    "Leave out what the application does not need, for example by a .gcloudignore.");
        }
    }

    InputStream counted(InputStream bytes) {
        return new FilterInputStream(bytes) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                count(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                count(Math.max(0, read));
                return read;
            }

            @Override
            public void close() {
                // The archive's own stream goes on with the next entry.
            }
        };
    }

    private void count(int bytes) throws IOException {
        unpackedBytes += bytes;
        if (unpackedBytes > limits.unpackedBytesMax()) {
            throw tooLarge(limits);
        }
        if (unpackedBytes > limits.ratioFreeBytes() && unpackedBytes / packedBytes > limits.ratioMax()) {
            throw new TooMuch("The archive unpacks to more than " + limits.ratioMax() + " times its size");
        }
    }

    static TooMuch tooLarge(BundleLimits limits) {
        return new TooMuch("Unpacked, the archive is larger than " + (limits.unpackedBytesMax() >> 20) + " MiB");
    }

    /** Thrown from inside a stream, where only IOException may pass. */
    static final class TooMuch extends IOException {
        TooMuch(String cause) {
            super(cause);
        }

        BadBundleException asRefusal() {
            return new BadBundleException(getMessage(), "Leave large or repeated files out of the archive.");
        }
    }

    /** What a visitor does to its own disk must not look like a broken archive. */
    static final class DiskFailure extends UncheckedIOException {
        DiskFailure(IOException cause) {
            super(cause);
        }
    }
}
