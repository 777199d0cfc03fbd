package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.store.RowRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which rows the commits since a floor changed, applied or still on their way: what transactions are validated against. Bounded:
 * where too many commits are remembered the floor rises, and transactions that began below it cannot commit. Under the commit
 * lock, but for a footprint's rows.
 */
final class RecentCommits {
    private static final int COMMITS_MAX = 50_000;

    /** What one commit touched. */
    static final class Footprint {
        private final long version;
        private final Set<ByteString> entities;
        private volatile Supplier<List<RowDifference>> working;
        private volatile @Nullable List<byte[]> rows;

        /** @param differences works out the rows beside the entities'; asked only if the applier has not told yet */
        Footprint(long version, Set<ByteString> entities, Supplier<List<RowDifference>> differences) {
            this.version = version;
            this.entities = entities;
            this.working = differences;
        }

        /**
         * The commit is applied: this is what it did, and what was kept to work it out can go. The rows are listed when a
         * transaction asks for them: most commits are forgotten before one does.
         */
        void settle(List<RowDifference> differences) {
            working = () -> differences;
            rows = null;
        }

        private List<byte[]> rows() {
            List<byte[]> known = rows;
            if (known != null) {
                return known;
            }
            known = flat(working.get());
            rows = known;
            return known;
        }

        private List<byte[]> flat(List<RowDifference> differences) {
            var all = new ArrayList<byte[]>();
            entities.forEach(row -> all.add(row.toByteArray()));
            differences.forEach(difference -> all.addAll(difference.all()));
            return all;
        }
    }

    private final Deque<Footprint> commits = new ArrayDeque<>();
    private final Map<ByteString, Long> lastWrites = new HashMap<>();
    private volatile long floor;
    private long indexesChanged;

    RecentCommits(long floor) {
        this.floor = floor;
    }

    /** Transactions that began before it cannot be validated. */
    long floor() {
        return floor;
    }

    void add(Footprint footprint) {
        commits.addLast(footprint);
        footprint.entities.forEach(row -> lastWrites.put(row, footprint.version));
        while (commits.size() > COMMITS_MAX) {
            dropFirst();
        }
    }

    /**
     * From this version on other composite indexes are kept. Commits do not touch rows of an index that is gone: who walked it
     * before cannot tell whether the answer is still so.
     */
    void indexesChange(long version) {
        indexesChanged = version;
    }

    /** Forgets commits up to {@code version}. */
    void prune(long version) {
        while (!commits.isEmpty() && commits.getFirst().version <= version) {
            dropFirst();
        }
    }

    private void dropFirst() {
        Footprint gone = commits.removeFirst();
        gone.entities.forEach(row -> lastWrites.remove(row, gone.version));
        floor = gone.version;
    }

    /** Whether what was read at {@code since} is still so. */
    boolean holds(long since, Set<ByteString> entities, Collection<RowRange> ranges) {
        if (since < floor) {
            return false;
        }
        for (ByteString row : entities) {
            Long written = lastWrites.get(row);
            if (written != null && written > since) {
                return false;
            }
        }
        return ranges.isEmpty() || (since >= indexesChanged && rangesHold(since, ranges));
    }

    private boolean rangesHold(long since, Collection<RowRange> ranges) {
        var newestFirst = commits.descendingIterator();
        while (newestFirst.hasNext()) {
            Footprint commit = newestFirst.next();
            if (commit.version <= since) {
                return true;
            }
            for (byte[] row : commit.rows()) {
                for (RowRange range : ranges) {
                    if (range.contains(row)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
