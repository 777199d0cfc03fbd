package io.ironstead.datastore.node;

import io.ironstead.model.Latencies;

/**
 * What was asked of a site's databases on this node since they were last read, and what they hold now.
 *
 * @param reads lookups, queries and aggregations that ended, well or not
 * @param commits that became durable
 * @param latencies of these commits, from their call to their answer
 * @param storedBytes of rows on this machine, of open databases
 * @param logBytes written to the logs since their current epochs began, of open databases
 */
public record SiteFigures(long reads, long commits, Latencies latencies, long storedBytes, long logBytes) {
    SiteFigures plus(SiteFigures other) {
        return new SiteFigures(
                reads + other.reads,
                commits + other.commits,
                latencies.plus(other.latencies),
                storedBytes + other.storedBytes,
                logBytes + other.logBytes);
    }
}
