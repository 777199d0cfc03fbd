package io.ironstead.cli.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from one thread to another, a bounded number at a time. Unlike {@code java.io}'s pipe it does not ask which
 * thread is at the other end: an HTTP client may read each part on another thread, of which the last has ended.
 */
final class Pipe {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring;
    private int first;
    private int held;
    private boolean ended;
    private boolean readerGone;
    private @Nullable IOException failure;

    Pipe(int bytesMax) {
        ring = new byte[bytesMax];
    }

    /** The writer has failed: the reader gets the reason, and never a clean end. */
    void fail(IOException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    OutputStream writer() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, bytes.length);
                for (int done = 0; done < length; ) {
                    done += put(bytes, offset + done, length - done);
                }
            }

            @Override
            public void close() {
                change(() -> ended = true);
            }
        };
    }

    InputStream reader() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, into.length);
                return length == 0 ? 0 : take(into, offset, length);
            }

            @Override
            public void close() {
                change(() -> readerGone = true);
            }
        };
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int put(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (held == ring.length && !readerGone) {
                await();
            }
            if (readerGone) {
                throw new IOException("Nobody reads any more");
            }
            int at = (first + held) % ring.length;
            int many = Math.min(Math.min(length, ring.length - held), ring.length - at);
            System.arraycopy(bytes, offset, ring, at, many);
            held += many;
            changed.signalAll();
            return many;
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (held == 0 && !ended && failure == null) {
                await();
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (held == 0) {
                return -1;
            }
            int many = Math.min(Math.min(length, held), ring.length - first);
            System.arraycopy(ring, first, into, offset, many);
            first = (first + many) % ring.length;
            held -= many;
            changed.signalAll();
            return many;
        } finally {
            lock.unlock();
        }
    }

    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while packing");
        }
    }
}
