package io.ironstead.files.kept;

import io.ironstead.files.ByteRange;
import io.ironstead.files.cache.ChunkCache;
import io.ironstead.files.content.ContentId;
import io.ironstead.files.store.FileRecord;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads by way of the cache: chunk by chunk, and a missing chunk whole. */
public final class CachedReading implements Reading {
    private final ChunkCache cache;
    private final Reading source;

    public CachedReading(ChunkCache cache, Reading source) {
        this.cache = cache;
        this.source = source;
    }

    @Override
    public InputStream open(FileRecord record, ByteRange range, Deadline deadline) throws IOException {
        if (range.length() == 0) {
            return InputStream.nullInputStream();
        }
        var stream = new CachedStream(record, range, deadline.left());
        // So that what cannot be had is told by the opening, not in the middle of an answer.
        stream.fill(deadline);
        return stream;
    }

    @Override
    public void forget(ContentId content) {
        cache.forget(content);
    }

    private byte[] chunk(FileRecord record, long number, Deadline deadline) throws IOException {
        var whole = new ByteRange(number * ChunkCache.CHUNK, ChunkCache.CHUNK)
                .within(record.file().size());
        return cache.chunk(
                record.content(),
                number,
                () -> {
                    try (var plain = source.open(record, whole, deadline)) {
                        return plain.readAllBytes();
                    }
                },
                deadline);
    }

    private final class CachedStream extends InputStream {
        private final FileRecord record;
        private final Duration patience;
        private byte[] chunk = new byte[0];
        private long next;
        private int at;
        private long left;

        CachedStream(FileRecord record, ByteRange range, Duration patience) {
            this.record = record;
            this.patience = patience;
            next = range.first() / ChunkCache.CHUNK;
            at = Math.toIntExact(range.first() % ChunkCache.CHUNK);
            left = range.length();
        }

        void fill(Deadline deadline) throws IOException {
            chunk = chunk(record, next++, deadline);
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
            if (at == chunk.length) {
                fill(Deadline.in(patience));
                at = 0;
            }
            int count = (int) Math.min(Math.min(length, chunk.length - at), left);
            System.arraycopy(chunk, at, buffer, from, count);
            at += count;
            left -= count;
            return count;
        }
    }
}
