package io.ironstead.instances;

import io.ironstead.instances.launch.Probe;
import io.ironstead.instances.log.LastLines;
import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.sandbox.Room;
import io.ironstead.sandbox.Running;
import io.ironstead.sandbox.Running.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes of one instance, from launch to end. */
final class InstanceProcess {
    private static final Logger log = LoggerFactory.getLogger(InstanceProcess.class);

    private final InstanceId id;
    private final Running running;
    private final Room room;
    private final Path folder;
    private final LastLines output;
    private final List<Thread> readers;
    private final InstanceSurroundings.Opened surroundings;
    private final AtomicBoolean suspected = new AtomicBoolean();
    private volatile @Nullable String endsFor;
    private volatile boolean greeted;

    InstanceProcess(
            InstanceId id,
            Running running,
            Room room,
            Path folder,
            LastLines output,
            List<Thread> readers,
            InstanceSurroundings.Opened surroundings) {
        this.id = id;
        this.running = running;
        this.room = room;
        this.folder = folder;
        this.output = output;
        this.readers = readers;
        this.surroundings = surroundings;
    }

    InstanceId id() {
        return id;
    }

    Running running() {
        return running;
    }

    int port() {
        return room.port();
    }

    Room room() {
        return room;
    }

    Path folder() {
        return folder;
    }

    /** What it was asked to leave for the platform. */
    Path keepsakes() {
        return folder.resolve("keep");
    }

    InstanceSurroundings.Opened surroundings() {
        return surroundings;
    }

    LastLines output() {
        return output;
    }

    Dialer dialer() {
        return running.dialer(room.port());
    }

    /** Why the platform ended it; null when it ended by itself. */
    @Nullable
    String endsFor() {
        return endsFor;
    }

    /** It is sent {@code /_ah/start}, so it will be sent {@code /_ah/stop}. */
    void greeted() {
        greeted = true;
    }

    /** Asks it to end, and makes it end after {@code grace}. Blocks until it has. */
    void stop(String why, Duration grace) {
        long began = System.nanoTime();
        endsFor = why;
        if (greeted) {
            sayGoodbye(grace.dividedBy(2));
        }
        running.terminate();
        if (!ends(grace.minusNanos(System.nanoTime() - began))) {
            running.kill();
            ends(grace);
        }
    }

    /** As on App Engine, whatever it answers is fine, and a program that knows nothing of it answers 404. */
    private void sayGoodbye(Duration within) {
        try {
            int status = Probe.get(dialer(), "/_ah/stop", within);
            log.atDebug()
                    .addKeyValue("instance", id)
                    .addKeyValue("status", status)
                    .log("Told that it will stop");
        } catch (IOException noAnswer) {
            log.atDebug().addKeyValue("instance", id).setCause(noAnswer).log("No answer to /_ah/stop");
        }
    }

    void kill(String why) {
        endsFor = why;
        running.kill();
    }

    private boolean ends(Duration within) {
        try {
            running.exit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException("A process has no exit", impossible);
        }
    }

    /** Waits until all it wrote has been read, which is soon after its end. */
    void drainOutput() {
        try {
            for (var reader : readers) {
                reader.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    CompletableFuture<Exit> exit() {
        return running.exit();
    }

    /** True for the one caller that is to look whether it is well; {@link #trusted} ends that. */
    boolean suspect() {
        return suspected.compareAndSet(false, true);
    }

    void trusted() {
        suspected.set(false);
    }
}
