package io.ironstead.model.control;

import java.time.Duration;

/**
 * What a machine is doing.
 *
 * @param processor busy share of all processors over the last second, 0 to 1
 * @param memoryUsedBytes not counting what the kernel would give back
 * @param diskUsedBytes of the file system that holds the data folder
 * @param loadAverage of one minute
 * @param uptime of the machine, not of the agent
 */
public record MachineLoad(
        double processor, long memoryUsedBytes, long diskUsedBytes, double loadAverage, Duration uptime) {}
