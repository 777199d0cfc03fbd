package io.ironstead.datastore.log;

/**
 * How a log is kept.
 *
 * @param node who owns its epochs, for people
 * @param pipelineDepth slots offered at the same time without a sure answer; the same for every leader of a tablet, ever
 * @param partBytesMax bytes in one slot; CouchDB takes documents of 8,000,000 bytes, in base64
 * @param checkpointLsn entries before it are not needed any more
 */
public record LogSettings(String node, int pipelineDepth, int partBytesMax, long checkpointLsn) {
    public static final int PIPELINE_DEPTH = 4;
    public static final int PART_BYTES_MAX = 4_000_000;

    public LogSettings {
        if (pipelineDepth < 1 || partBytesMax < 1) {
            throw new IllegalArgumentException("A log writes at least one slot at a time, of at least one byte");
        }
    }

    public static LogSettings of(String node, long checkpointLsn) {
        return new LogSettings(node, PIPELINE_DEPTH, PART_BYTES_MAX, checkpointLsn);
    }
}
