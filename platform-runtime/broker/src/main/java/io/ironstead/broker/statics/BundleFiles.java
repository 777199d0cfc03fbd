package io.ironstead.broker.statics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of all bundles on this node, small ones kept in memory. Disks are asked on a few threads of its own, never
 * on an event loop.
 */
public final class BundleFiles implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 2_000;

    private final long bytesMax;
    private final ConcurrentHashMap<Key, Kept> kept = new ConcurrentHashMap<>();
    private final ReentrantLock evicting = new ReentrantLock();
    private final ThreadPoolExecutor disk;
    private long bytes;

    private record Key(Path root, String file) {}

    private static final class Kept {
        private final BundleFile file;
        private volatile boolean used = true;

        Kept(BundleFile file) {
            this.file = file;
        }
    }

    /** @param bytesMax for files in memory */
    public BundleFiles(long bytesMax) {
        this.bytesMax = bytesMax;
        disk = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                task -> Thread.ofPlatform().daemon().name("broker-files").unstarted(task));
        disk.allowCoreThreadTimeOut(true);
    }

    /**
     * Looks a file up.
     *
     * @param file in the bundle; may be any text
     * @return done at once for files in memory; fails with {@link RejectedExecutionException} when too many wait for
     *     the disk, and with {@link IOException} when it is broken
     */
    public CompletableFuture<Optional<BundleFile>> find(Path root, String bundle, String file) {
        var key = new Key(root, file);
        var known = kept.get(key);
        if (known != null) {
            if (!known.used) {
                known.used = true;
            }
            return CompletableFuture.completedFuture(Optional.of(known.file));
        }
        var found = new CompletableFuture<Optional<BundleFile>>();
        onDisk(found, () -> {
            var loaded = FileLoader.load(root, bundle, file);
            loaded.ifPresent(one -> keep(key, one));
            return loaded;
        });
        return found;
    }

    /** Opens a file for reading; whoever asked closes it. */
    public CompletableFuture<FileChannel> open(Path file) {
        var opened = new CompletableFuture<FileChannel>();
        onDisk(opened, () -> FileChannel.open(file, StandardOpenOption.READ));
        return opened;
    }

    /** Reads as much as {@code into} holds, or to the end. */
    public CompletableFuture<Integer> read(FileChannel from, long position, ByteBuffer into) {
        var read = new CompletableFuture<Integer>();
        onDisk(read, () -> from.read(into, position));
        return read;
    }

    private interface DiskWork<T> {
        T run() throws IOException;
    }

    private <T> void onDisk(CompletableFuture<T> result, DiskWork<T> work) {
        try {
            disk.execute(() -> {
                try {
                    result.complete(work.run());
                } catch (IOException | RuntimeException broken) {
                    result.completeExceptionally(broken);
                }
            });
        } catch (RejectedExecutionException busy) {
            result.completeExceptionally(busy);
        }
    }

    private void keep(Key key, BundleFile file) {
        if (file.weight() > bytesMax / 4) {
            return;
        }
        evicting.lock();
        try {
            if (kept.putIfAbsent(key, new Kept(file)) == null) {
                bytes += file.weight();
                evict();
            }
        } finally {
            evicting.unlock();
        }
    }

    /** Second chance: whoever was used since the last look stays. */
    private void evict() {
        while (bytes > bytesMax) {
            for (Iterator<Kept> all = kept.values().iterator(); bytes > bytesMax && all.hasNext(); ) {
                var one = all.next();
                if (one.used) {
                    one.used = false;
                } else {
                    all.remove();
                    bytes -= one.file.weight();
                }
            }
        }
    }

    long bytesKept() {
        evicting.lock();
        try {
            return bytes;
        } finally {
            evicting.unlock();
        }
    }

    @Override
    public void close() {
        disk.shutdownNow();
    }
}
