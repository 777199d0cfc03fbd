package io.ironstead.console.snapshots;

import java.time.Instant;

/** One copy on disk. */
public record Snapshot(String name, Instant takenAt, long bytes) {}
