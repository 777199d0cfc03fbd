package io.ironstead.instances;

import java.time.Duration;

/**
 * The bounds within which a node runs instances.
 *
 * @param memoryBytesMax the sum of all instances' memory limits never exceeds it
 * @param processors of this machine: a version that computes gets no more instances than that for it
 * @param instancesPerVersionMax stands in for an application's {@code max_instances} where that is larger
 * @param waitingPerVersionMax requests that may wait for a place; more are refused
 * @param concurrencyDefault requests at once at one instance where the descriptor cannot say (basic, manual scaling)
 * @param startMax from the process's start until it answers
 * @param elsewhereMax how long a starting program may listen on other ports only before it is given up
 * @param idleGrace how long an instance of automatic scaling stays although nobody asks
 * @param stopGrace from SIGTERM to SIGKILL
 * @param drainGrace how long running requests of a replaced or removed version may go on
 * @param healthyAfter an instance that lived this long is no crash loop
 * @param pauseMax the longest pause between two starts of a program that crashes
 * @param buildMax a build that takes longer is killed
 * @param buildMemoryBytesMax of one build with all its processes
 * @param buildsAtOnce others wait
 * @param logBytesMax a version's log file is rotated at this size; one older file is kept
 * @param bundleKeep how long a bundle stays on disk after nobody wants it
 * @param bundleBytesMax above it unwanted bundles go at once, the longest unwanted first
 */
public record InstanceLimits(
        long memoryBytesMax,
        int processors,
        int instancesPerVersionMax,
        int waitingPerVersionMax,
        int concurrencyDefault,
        Duration startMax,
        Duration elsewhereMax,
        Duration idleGrace,
        Duration stopGrace,
        Duration drainGrace,
        Duration healthyAfter,
        Duration pauseMax,
        Duration buildMax,
        long buildMemoryBytesMax,
        int buildsAtOnce,
        long logBytesMax,
        Duration bundleKeep,
        long bundleBytesMax) {

    private static final long MIB = 1L << 20;

    public InstanceLimits {
        require(memoryBytesMax > 0, "The memory for instances must be positive");
        require(processors > 0, "A machine has one processor at least");
        require(instancesPerVersionMax > 0, "A version must be allowed one instance");
        require(waitingPerVersionMax > 0, "One request at least must be allowed to wait");
        require(concurrencyDefault > 0, "An instance must be allowed one request");
        require(buildsAtOnce > 0, "One build at least must be allowed");
        require(logBytesMax >= 64 * 1024, "A log file must be allowed 64 KiB");
    }

    /** Fits a machine with {@code processors}, of whose memory {@code memoryBytesMax} is for instances. */
    public static InstanceLimits of(long memoryBytesMax, int processors) {
        return new InstanceLimits(
                memoryBytesMax,
                processors,
                Math.max(4, 2 * processors),
                1000,
                10,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                2048 * MIB,
                Math.max(1, processors / 2),
                5 * MIB,
                Duration.ofHours(1),
                20_480 * MIB);
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
