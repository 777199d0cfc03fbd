package io.ironstead.files.kept;

import io.ironstead.files.ByteRange;
import io.ironstead.files.content.ContentId;
import io.ironstead.files.content.Seal;
import io.ironstead.files.store.FileRecord;
import io.ironstead.files.store.SpaceKeys;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;

/** Reads each time from where the content is kept. */
public final class UnsealedReading implements Reading {
    private final Places places;
    private final SpaceKeys keys;

    public UnsealedReading(Places places, SpaceKeys keys) {
        this.places = places;
        this.keys = keys;
    }

    @Override
    public InputStream open(FileRecord record, ByteRange range, Deadline deadline) throws IOException {
        if (range.length() == 0) {
            return InputStream.nullInputStream();
        }
        long size = record.file().size();
        long firstChunk = range.first() / Seal.CHUNK;
        long lastChunk = (range.first() + range.length() - 1) / Seal.CHUNK;
        var seal = new Seal(keys.key(record.file().key().space(), record.keyVersion(), deadline), record.content());
        var kept = new Kept(record.file().place(), keys.openRef(record, deadline));
        var sealed = places.read(
                kept, Seal.sealedOffset(firstChunk), Seal.sealedLength(firstChunk, lastChunk, size), deadline);
        return new UnsealedStream(sealed, seal, size, range);
    }

    @Override
    public void forget(ContentId content) {
        // Nothing is remembered here.
    }
}
