package io.ironstead.datastore.query;

import io.ironstead.datastore.AggregationResult;

/** Aggregated numbers and what they depend on. */
public record AggregationRun(AggregationResult result, ScannedRanges scanned) {}
