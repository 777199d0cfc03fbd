package io.ironstead.model.control;

import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import java.time.Instant;

/**
 * One instance.
 *
 * @param running requests it is working on
 * @param served requests it has answered since it started
 * @param processor busy processors over the last second; may exceed 1
 * @param why what it was started for, or how it ended, as {@code killed: out of memory at 256 MiB}
 */
public record InstanceReport(
        InstanceId id,
        VersionKey version,
        State state,
        Instant since,
        long pid,
        int running,
        long served,
        long memoryBytes,
        double processor,
        String why) {

    /** {@code BACKING_OFF}: it crashed and starts again after a pause. */
    public enum State {
        STARTING,
        READY,
        STOPPING,
        BACKING_OFF
    }
}
