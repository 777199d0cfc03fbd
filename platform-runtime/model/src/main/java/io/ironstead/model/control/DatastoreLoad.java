package io.ironstead.model.control;

import io.ironstead.model.Latencies;
import io.ironstead.model.SiteName;

/**
 * What was asked of one site's datastore in one second, by its programs and by people at the console.
 *
 * @param reads lookups, queries and aggregations
 * @param commits that became durable
 * @param latencies of these commits, from their call until they were durable and applied
 * @param storedBytes of rows on the machine's disk
 * @param logBytes written to its commit log since the log's current epoch began
 */
public record DatastoreLoad(
        SiteName site, long reads, long commits, Latencies latencies, long storedBytes, long logBytes) {}
