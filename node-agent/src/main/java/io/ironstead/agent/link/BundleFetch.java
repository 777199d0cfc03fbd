package io.ironstead.agent.link;

import io.grpc.Channel;
import io.grpc.Status;
import io.ironstead.agent.disk.DurableFile;
import io.ironstead.agent.timers.Timers;
import io.ironstead.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings archives from the console. A fetch that breaks goes on where it stopped, also after a restart of the agent;
 * nothing gets its final name before its digest was found right. While the console is away a fetch waits for it.
 */
public final class BundleFetch {
    /** Tries in a row that brought not one byte before a fetch is given up. */
    static final int FRUITLESS_TRIES_MAX = 6;

    static final long BYTES_MAX = 2L * 1024 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(BundleFetch.class);
    private static final Duration CONSOLE_POLL = Duration.ofMillis(500);

    private final Supplier<Optional<Channel>> console;
    private final Timers timers;
    private final RandomGenerator random;
    private final Duration progressWaitMax;

    /**
     * @param console the way to the console; empty while it does not listen
     * @param progressWaitMax a stream that brings nothing for this long is broken off
     */
    public BundleFetch(
            Supplier<Optional<Channel>> console, Timers timers, RandomGenerator random, Duration progressWaitMax) {
        this.console = console;
        this.timers = timers;
        this.random = random;
        this.progressWaitMax = progressWaitMax;
    }

    /** Why there is no archive: a sentence for a person. */
    public static final class FetchException extends IOException {
        FetchException(String sentence) {
            super(sentence);
        }
    }

    /**
     * Returns when the whole archive is on the disk under the name {@code file}. Only one fetch of the same file may run
     * at a time.
     *
     * @throws FetchException when the console has no such bundle, or sends something else again and again
     */
    public void fetch(Digest digest, Path file) throws IOException, InterruptedException {
        if (Files.exists(file)) {
            return;
        }
        DurableFile.makeFolder(file.toAbsolutePath().getParent());
        var part = file.resolveSibling(file.getFileName() + ".part");
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), random);
        for (int fruitless = 0; fruitless < FRUITLESS_TRIES_MAX; fruitless++) {
            var channel = awaitConsole();
            long before = sizeOf(part);
            var end = receive(channel, digest, part, before);
            if (end.isOk()) {
                if (matches(part, digest)) {
                    keep(part, file);
                    return;
                }
                log.atWarn().addKeyValue("bundle", digest).log("A bundle came with another digest; it is thrown away");
                Files.delete(part);
            } else if (end.getCode() == Status.Code.NOT_FOUND) {
                Files.deleteIfExists(part);
                throw new FetchException("The console does not have this bundle any more");
            } else {
                log.atInfo()
                        .addKeyValue("bundle", digest)
                        .addKeyValue("reason", Reasons.of(end))
                        .log("A bundle's stream broke; it goes on from where it stopped");
                if (sizeOf(part) > before) {
                    fruitless = -1;
                    backoff.reset();
                } else if (fruitless == FRUITLESS_TRIES_MAX / 2) {
                    // Perhaps what is there already is the trouble: the rest of the tries begin anew.
                    Files.deleteIfExists(part);
                }
            }
            timers.pause(backoff.next());
        }
        throw new FetchException(
                "The bundle could not be brought from the console: " + FRUITLESS_TRIES_MAX + " tries in a row failed");
    }

    private Channel awaitConsole() throws InterruptedException {
        var channel = console.get();
        while (channel.isEmpty()) {
            timers.pause(CONSOLE_POLL);
            channel = console.get();
        }
        return channel.get();
    }

    private Status receive(Channel channel, Digest digest, Path part, long offset)
            throws IOException, InterruptedException {
        try (var out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var stream = BundleStream.open(channel, digest, offset, progressWaitMax)) {
            out.position(offset);
            for (var piece = stream.next(); piece.isPresent(); piece = stream.next()) {
                if (out.position() + piece.get().length > BYTES_MAX) {
                    throw new FetchException("The bundle is larger than 2 GiB");
                }
                var buffer = ByteBuffer.wrap(piece.get());
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
            return stream.end();
        }
    }

    private static long sizeOf(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private static boolean matches(Path part, Digest digest) throws IOException {
        try (InputStream in = Files.newInputStream(part)) {
            var hash = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[128 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(hash.digest()).equals(digest.hex());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new UncheckedIOException(new IOException(everyJavaHasIt));
        }
    }

    private static void keep(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.forceFolder(file.toAbsolutePath().getParent());
    }
}
