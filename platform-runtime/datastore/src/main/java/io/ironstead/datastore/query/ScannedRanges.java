package io.ironstead.datastore.query;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.store.RowRange;
import java.util.List;
import java.util.Set;

/**
 * What an answer depends on: while no row of these ranges comes or goes, and none of these entities changes, the same query
 * gives the same answer.
 *
 * @param ranges of row keys without version, as far as they were walked
 * @param entities row keys of those that were read as a whole
 * @param stoppedEarly whether a walk ended before its range did, as when the page was full
 * @param rows how many rows and entities were looked at
 */
public record ScannedRanges(List<RowRange> ranges, Set<ByteString> entities, boolean stoppedEarly, long rows) {
    public ScannedRanges {
        ranges = List.copyOf(ranges);
        entities = Set.copyOf(entities);
    }
}
