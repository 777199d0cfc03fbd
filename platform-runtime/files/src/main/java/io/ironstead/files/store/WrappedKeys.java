package io.ironstead.files.store;

import java.util.Map;

/**
 * A space's keys, each encrypted with a cluster key.
 *
 * @param revision as in {@link FileRecord}
 * @param current version that new files are sealed with
 * @param clusterKey version of the cluster key around them
 * @param wrapped version to base64
 */
public record WrappedKeys(long revision, int current, int clusterKey, Map<Integer, String> wrapped) {
    public WrappedKeys {
        wrapped = Map.copyOf(wrapped);
        if (!wrapped.containsKey(current)) {
            throw new IllegalArgumentException("A space's current key is among its keys");
        }
    }
}
