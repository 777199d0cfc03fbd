package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held while {@code up} or {@code down} works on a data folder; the kernel frees it when the holder dies. */
public final class StartLock implements AutoCloseable {
    private final FileChannel channel;

    private StartLock(FileChannel channel) {
        this.channel = channel;
    }

    public static StartLock take(DataFolder data) {
        try {
            var channel = FileChannel.open(data.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new Failure(
                        "Another ./ironstead is starting or stopping what is in " + data.root(),
                        "Wait until it has finished.");
            }
            return new StartLock(channel);
        } catch (IOException unwritable) {
            throw new Failure(
                    "The data folder cannot be locked: " + unwritable.getMessage(), "Choose another with --data.");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // The lock goes with the descriptor in any case.
        }
    }
}
