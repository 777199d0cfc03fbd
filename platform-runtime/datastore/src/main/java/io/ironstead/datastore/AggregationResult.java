package io.ironstead.datastore;

import java.util.Map;

/**
 * @param values by alias
 * @param version of the snapshot that was read, in microseconds
 */
public record AggregationResult(Map<String, Value> values, long version) {
    public AggregationResult {
        values = Map.copyOf(values);
    }
}
