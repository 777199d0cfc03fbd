package io.ironstead.datastore.node;

import io.ironstead.datastore.log.LogSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a node's databases may use.
 *
 * @param directory of the rows, a folder for each database; they can be rebuilt from CouchDB
 * @param memoryBytesMax native memory of all open databases together
 * @param node this node's name, for people who look into the log
 * @param copies CouchDB's copies of each document: 1 on a single server, 3 in a cluster
 * @param shared whether other nodes may lead databases there: then reads are answered under a lease
 * @param openMax databases open at once
 * @param idleClose a database not asked for so long is closed
 * @param checkpointEvery how long changes may wait until they are documents in CouchDB; they are in its log at once
 * @param retention how far back reads at a time go
 * @param rotateSlots a log with so many slots goes on in a new database once its beginning is in documents
 */
public record DatastoresSettings(
        Path directory,
        long memoryBytesMax,
        String node,
        int copies,
        boolean shared,
        int openMax,
        Duration idleClose,
        Duration checkpointEvery,
        Duration retention,
        long rotateSlots) {

    /** 32 MiB of native memory, 1,000 databases, closed after 5 minutes, checkpoints every 10 s, an hour of retention. */
    public static DatastoresSettings of(Path directory, String node, int copies) {
        return new DatastoresSettings(
                directory,
                32 << 20,
                node,
                copies,
                copies > 1,
                1_000,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                LogSettings.ROTATE_SLOTS);
    }

    public DatastoresSettings withRotateSlots(long rotateSlots) {
        return new DatastoresSettings(
                directory,
                memoryBytesMax,
                node,
                copies,
                shared,
                openMax,
                idleClose,
                checkpointEvery,
                retention,
                rotateSlots);
    }

    /** The same on a CouchDB that other nodes reach, or that none does. */
    public DatastoresSettings shared(boolean byOthers) {
        return new DatastoresSettings(
                directory,
                memoryBytesMax,
                node,
                copies,
                byOthers,
                openMax,
                idleClose,
                checkpointEvery,
                retention,
                rotateSlots);
    }
}
