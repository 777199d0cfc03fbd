package io.ironstead.agent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The agent's folder, held by this process alone until {@link #close} or its end, however that comes. */
public final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder when it is missing and takes it.
     *
     * @return empty when another agent has it
     * @throws IOException when the folder cannot be made or written to
     */
    public static Optional<DataFolder> take(Path path) throws IOException {
        DurableFile.makeFolder(path);
        // Others may pass through, to what is theirs below it, and see nothing on the way.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        // The lock file is never removed: a lock on a removed file would keep nobody out.
        var channel = FileChannel.open(
                path.resolve("agent.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(new DataFolder(path, channel));
        } catch (IOException broken) {
            channel.close();
            throw broken;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
