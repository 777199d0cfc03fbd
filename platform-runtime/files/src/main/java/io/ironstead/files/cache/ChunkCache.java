package io.ironstead.files.cache;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.content.ContentId;
import io.ironstead.files.disk.DurableFile;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plaintext chunks on this disk, each a file named by its checksum. Contents never change, so a chunk that is here is
 * right; one that the disk has spoilt is noticed at its first use after a start and fetched again. What was not used
 * for longest goes first. Many who want the same chunk at once cause one fetch.
 *
 * <p>It is empty after a start but for what the folder still has. A failing disk makes reads slower, never wrong.
 */
public final class ChunkCache {
    /** Plaintext bytes in a chunk, but for a content's last. */
    public static final int CHUNK = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(ChunkCache.class);

    private final Path folder;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<ChunkKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<ChunkKey, CompletableFuture<byte[]>> fetches = new HashMap<>();
    private long bytes;
    private long hits;
    private long misses;

    /** @param checked whether this process has seen that the file has the bytes its name promises */
    private record Entry(Path file, int length, int checksum, boolean checked) {}

    /** What one chunk's plaintext is fetched by. */
    public interface Fetch {
        byte[] chunk() throws IOException;
    }

    /** @param bytes on the disk now */
    public record Counts(long hits, long misses, long bytes) {}

    /**
     * Opens the folder, making it when absent, and takes over what an earlier process has left in it.
     *
     * @param bytesMax of all chunks together
     */
    public ChunkCache(Path folder, long bytesMax) throws IOException {
        this.folder = folder;
        this.bytesMax = bytesMax;
        DurableFile.makeFolder(folder);
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                takeOver(file);
            }
        }
        evict();
    }

    private void takeOver(Path file) throws IOException {
        var parts = file.getFileName().toString().split("-");
        if (parts.length == 3) {
            int length = Math.toIntExact(Files.size(file));
            add(
                    new ChunkKey(new ContentId(parts[0]), Long.parseLong(parts[1])),
                    new Entry(file, length, HexFormat.fromHexDigits(parts[2]), false));
        } else {
            Files.deleteIfExists(file);
        }
    }

    /** The plaintext of a chunk; not to be changed by the caller. */
    public byte[] chunk(ContentId content, long number, Fetch fetch, Deadline deadline) throws IOException {
        var key = new ChunkKey(content, number);
        var own = new CompletableFuture<byte[]>();
        while (true) {
            var here = fromDisk(key);
            if (here.isPresent()) {
                return here.get();
            }
            var flight = board(key, own);
            if (flight.isPresent()) {
                return flight.get() == own ? fetchFor(key, own, fetch) : await(flight.get(), deadline);
            }
        }
    }

    /** Drops all chunks of a content that nothing refers to any more. */
    public void forget(ContentId content) {
        lock.lock();
        try {
            var gone = entries.keySet().stream()
                    .filter(key -> key.content().equals(content))
                    .toList();
            gone.forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    public Counts counts() {
        lock.lock();
        try {
            return new Counts(hits, misses, bytes);
        } finally {
            lock.unlock();
        }
    }

    private Optional<byte[]> fromDisk(ChunkKey key) {
        Entry entry;
        lock.lock();
        try {
            entry = entries.get(key);
            if (entry == null) {
                misses++;
                return Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        try {
            var read = Files.readAllBytes(entry.file());
            if (entry.checked() ? read.length == entry.length() : checksum(read) == entry.checksum()) {
                used(key, entry);
                return Optional.of(read);
            }
            log.atWarn().addKeyValue("content", key.content()).log("A chunk of the cache was damaged");
        } catch (IOException gone) {
            // Evicted since, or the disk fails: either way it is fetched.
            log.atDebug().addKeyValue("content", key.content()).log("A chunk of the cache could not be read");
        }
        lock.lock();
        try {
            entries.computeIfPresent(key, (_, now) -> {
                if (now.file().equals(entry.file())) {
                    bytes -= now.length();
                    return null;
                }
                return now;
            });
            misses++;
        } finally {
            lock.unlock();
        }
        return Optional.empty();
    }

    private void used(ChunkKey key, Entry entry) {
        lock.lock();
        try {
            hits++;
            if (!entry.checked()) {
                entries.replace(key, entry, new Entry(entry.file(), entry.length(), entry.checksum(), true));
            }
        } finally {
            lock.unlock();
        }
    }

    /** @return the fetch that is under way, which may now be {@code own}; empty when one has just ended: look again */
    private Optional<CompletableFuture<byte[]>> board(ChunkKey key, CompletableFuture<byte[]> own) {
        lock.lock();
        try {
            if (entries.containsKey(key)) {
                return Optional.empty();
            }
            var others = fetches.putIfAbsent(key, own);
            return Optional.of(others == null ? own : others);
        } finally {
            lock.unlock();
        }
    }

    private byte[] fetchFor(ChunkKey key, CompletableFuture<byte[]> own, Fetch fetch) throws IOException {
        try {
            var plain = fetch.chunk();
            own.complete(plain);
            store(key, plain);
            return plain;
        } catch (IOException | RuntimeException failed) {
            own.completeExceptionally(failed);
            throw failed;
        } finally {
            lock.lock();
            try {
                fetches.remove(key);
            } finally {
                lock.unlock();
            }
        }
    }

    private static byte[] await(CompletableFuture<byte[]> fetch, Deadline deadline) throws IOException {
        try {
            return fetch.get(Math.max(1, deadline.left().toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new FilesUnavailableException("A part of a file did not come in time");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new FilesUnavailableException("Nobody waits for this part of a file any more");
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException io -> throw io;
                case FilesUnavailableException unavailable -> throw unavailable;
                case null, default -> throw new IllegalStateException("A part of a file could not be read", failed);
            }
        }
    }

    private void store(ChunkKey key, byte[] plain) {
        int checksum = checksum(plain);
        var name =
                key.content().hex() + "-" + key.number() + "-" + HexFormat.of().toHexDigits(checksum);
        var file = folder.resolve(name);
        var fresh = folder.resolve(name + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (var channel = DurableFile.create(fresh)) {
                for (var rest = ByteBuffer.wrap(plain); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
            }
            // Not forced to the disk: the checksum tells when a crash has cut it.
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            log.atDebug().setCause(full).log("A chunk was not cached");
            return;
        }
        lock.lock();
        try {
            add(key, new Entry(file, plain.length, checksum, true));
            evict();
        } finally {
            lock.unlock();
        }
    }

    private void add(ChunkKey key, Entry entry) {
        var former = entries.put(key, entry);
        bytes += entry.length() - (former == null ? 0 : former.length());
    }

    private void evict() {
        while (bytes > bytesMax && !entries.isEmpty()) {
            remove(entries.firstEntry().getKey());
        }
    }

    private void remove(ChunkKey key) {
        var entry = entries.remove(key);
        if (entry != null) {
            bytes -= entry.length();
            try {
                Files.deleteIfExists(entry.file());
            } catch (IOException failed) {
                log.atWarn().setCause(failed).log("A chunk of the cache could not be removed");
            }
        }
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
