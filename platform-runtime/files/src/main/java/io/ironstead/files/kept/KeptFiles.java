package io.ironstead.files.kept;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileContent;
import io.ironstead.files.FileDamagedException;
import io.ironstead.files.FileKey;
import io.ironstead.files.FilePage;
import io.ironstead.files.FileStore;
import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.PutResult;
import io.ironstead.files.PutTerms;
import io.ironstead.files.Space;
import io.ironstead.files.StoredFile;
import io.ironstead.files.content.ContentId;
import io.ironstead.files.content.Draft;
import io.ironstead.files.content.Seal;
import io.ironstead.files.disk.DurableFile;
import io.ironstead.files.store.FileRecord;
import io.ironstead.files.store.FileRecords;
import io.ironstead.files.store.SpaceKeys;
import io.ironstead.model.Deadline;
import io.ironstead.model.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A file store of records and sealed contents. A put writes the content sealed to this disk, then lets {@link Places}
 * keep it, and last swaps the record: until then nobody sees any of it, and what a crash leaves is swept away.
 */
public final class KeptFiles implements FileStore {
    private static final int TRIES = 10;

    private final FileRecords records;
    private final SpaceKeys keys;
    private final Places places;
    private final Reading reading;
    private final ToLongFunction<Space> quotaBytes;
    private final InstantSource clock;

    /**
     * @param quotaBytes what all files of a space may have together
     * @param clock generations come from it, and never go back
     */
    public KeptFiles(
            FileRecords records,
            SpaceKeys keys,
            Places places,
            Reading reading,
            ToLongFunction<Space> quotaBytes,
            InstantSource clock) {
        this.records = records;
        this.keys = keys;
        this.places = places;
        this.reading = reading;
        this.quotaBytes = quotaBytes;
        this.clock = clock;
    }

    @Override
    public PutResult put(FileKey key, InputStream content, PutTerms terms, Deadline deadline) throws IOException {
        var before = records.find(key, deadline);
        if (isAgainst(terms, before)) {
            return new PutResult.Changed(generationOf(before));
        }
        long quota = quotaBytes.applyAsLong(key.space());
        long others = records.usage(key.space(), deadline).bytes()
                - before.map(record -> record.file().size()).orElse(0L);
        long room = Math.max(0, quota - others);
        var id = ContentId.fresh();
        int version = keys.current(key.space(), deadline);
        var file = places.local().draftOf(id);
        try {
            var bounded = new BoundedContent(content, Math.min(room, terms.bytesMax()), deadline);
            var sealing = seal(key.space(), version, id, bounded, deadline);
            if (bounded.hadMore()) {
                return terms.bytesMax() <= room
                        ? new PutResult.TooLarge(terms.bytesMax())
                        : new PutResult.OverQuota(quota);
            }
            var kept = places.keep(new Draft(id, file, Seal.sealedSize(sealing.size())), deadline);
            return record(key, terms, id, version, sealing, kept, deadline);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Swaps the record, or finds that somebody else's put made the terms untrue. */
    private PutResult record(
            FileKey key, PutTerms terms, ContentId id, int version, Sealing sealing, Kept kept, Deadline deadline) {
        var sealedRef = keys.sealRef(key.space(), version, id, kept.ref(), deadline);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var former = records.find(key, deadline);
            if (isAgainst(terms, former)) {
                places.drop(kept);
                return new PutResult.Changed(generationOf(former));
            }
            var now = clock.instant();
            long microseconds =
                    Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1000);
            var stored = new StoredFile(
                    key,
                    Math.max(microseconds, generationOf(former) + 1),
                    sealing.size(),
                    sealing.digest(),
                    terms.contentType(),
                    terms.metadata(),
                    now,
                    kept.place());
            long revision = former.map(FileRecord::revision).orElse(0L) + 1;
            if (records.write(new FileRecord(stored, revision, id, version, sealedRef), deadline)) {
                former.ifPresent(gone -> drop(gone, deadline));
                return new PutResult.Stored(stored);
            }
        }
        places.drop(kept);
        throw new FilesUnavailableException("Others put a file of this name all the time");
    }

    private Sealing seal(Space space, int version, ContentId id, BoundedContent content, Deadline deadline)
            throws IOException {
        var digest = sha256();
        try (var out = new BufferedOutputStream(
                Channels.newOutputStream(DurableFile.create(places.local().draftOf(id))), Seal.CHUNK)) {
            long size =
                    new Seal(keys.key(space, version, deadline), id).seal(new DigestInputStream(content, digest), out);
            return new Sealing(size, new Digest(HexFormat.of().formatHex(digest.digest())));
        }
    }

    @Override
    public Optional<StoredFile> stat(FileKey key, Deadline deadline) {
        return records.find(key, deadline).map(FileRecord::file);
    }

    @Override
    public Optional<FileContent> read(FileKey key, ByteRange range, Deadline deadline) throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var record = records.find(key, deadline);
            if (record.isEmpty()) {
                return Optional.empty();
            }
            var within = range.within(record.get().file().size());
            try {
                var bytes = reading.open(record.get(), within, deadline);
                return Optional.of(new FileContent(record.get().file(), within, bytes));
            } catch (NoSuchFileException gone) {
                // Replaced or moved since the record was read; when it was not, its content is lost.
                if (records.find(key, deadline).equals(record)) {
                    throw new FileDamagedException("The content of a stored file is not where its record says");
                }
            }
        }
        throw new FilesUnavailableException("Others put a file of this name all the time");
    }

    @Override
    public boolean delete(FileKey key, Deadline deadline) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var record = records.find(key, deadline);
            if (record.isEmpty()) {
                return false;
            }
            if (records.remove(record.get(), deadline)) {
                drop(record.get(), deadline);
                return true;
            }
        }
        throw new FilesUnavailableException("Others put a file of this name all the time");
    }

    @Override
    public FilePage list(Space space, String prefix, String after, int limit, Deadline deadline) {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("A page of files has 1 to 1,000");
        }
        var found = records.list(space, prefix, after, limit, deadline).stream()
                .map(FileRecord::file)
                .toList();
        return new FilePage(
                found,
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.getLast().key().path()));
    }

    private void drop(FileRecord record, Deadline deadline) {
        reading.forget(record.content());
        places.drop(new Kept(record.file().place(), keys.openRef(record, deadline)));
    }

    private static boolean isAgainst(PutTerms terms, Optional<FileRecord> record) {
        return terms.onlyIfGeneration().isPresent() && terms.onlyIfGeneration().getAsLong() != generationOf(record);
    }

    private static long generationOf(Optional<FileRecord> record) {
        return record.map(found -> found.file().generation()).orElse(0L);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("Every Java has SHA-256", broken);
        }
    }

    private record Sealing(long size, Digest digest) {}
}
