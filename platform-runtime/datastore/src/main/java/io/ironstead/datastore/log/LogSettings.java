package io.ironstead.datastore.log;

import java.time.Duration;

/**
 * How a log is kept.
 *
 * @param node who owns its epochs, for people
 * @param pipelineDepth slots offered at the same time without a sure answer; the same for every leader of a tablet, ever
 * @param partBytesMax bytes in one slot; CouchDB takes documents of 8,000,000 bytes, in base64, and recovery reads
 *     {@link SlotStore#PAGE_MAX} slots at a time
 * @param checkpointLsn entries before it are not needed any more
 * @param lease how long a leader may answer reads after it began its last acknowledged write; zero when no other process can ever
 *     lead, as with the embedded server; the same for every leader of a tablet, ever
 * @param rotateSlots an epoch with so many slots is followed by another once its beginning is not needed any more
 */
public record LogSettings(
        String node, int pipelineDepth, int partBytesMax, long checkpointLsn, Duration lease, long rotateSlots) {
    public static final int PIPELINE_DEPTH = 4;
    public static final int PART_BYTES_MAX = 2_000_000;
    public static final long ROTATE_SLOTS = 10_000;

    public LogSettings {
        if (pipelineDepth < 1 || partBytesMax < 1) {
            throw new IllegalArgumentException("A log writes at least one slot at a time, of at least one byte");
        }
        if (lease.isNegative() || rotateSlots < 1) {
            throw new IllegalArgumentException("A lease is not negative, and an epoch has at least one slot");
        }
    }

    public static LogSettings of(String node, long checkpointLsn) {
        return new LogSettings(node, PIPELINE_DEPTH, PART_BYTES_MAX, checkpointLsn, Duration.ZERO, ROTATE_SLOTS);
    }

    public LogSettings withLease(Duration lease) {
        return new LogSettings(node, pipelineDepth, partBytesMax, checkpointLsn, lease, rotateSlots);
    }

    public LogSettings withRotateSlots(long rotateSlots) {
        return new LogSettings(node, pipelineDepth, partBytesMax, checkpointLsn, lease, rotateSlots);
    }

    LogSettings withCheckpoint(long checkpointLsn) {
        return new LogSettings(node, pipelineDepth, partBytesMax, checkpointLsn, lease, rotateSlots);
    }
}
