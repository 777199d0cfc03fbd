package io.ironstead.datastore.query;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.store.RowRange;
import io.ironstead.model.Deadline;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps what a query reads, and ends it at its deadline. */
final class ScanLog {
    private static final int ROWS_BETWEEN_LOOKS = 128;

    private final Deadline deadline;
    private final List<RowRange> ranges = new ArrayList<>();
    private final Set<ByteString> entities = new LinkedHashSet<>();
    private long rows;
    private boolean stoppedEarly;
    private boolean sorted;

    ScanLog(Deadline deadline) {
        this.deadline = deadline;
    }

    void touchRow() {
        if (++rows % ROWS_BETWEEN_LOOKS == 0 && deadline.isOver()) {
            throw new DatastoreException(new Problem.DeadlineExceeded());
        }
    }

    /** No index had the order that was asked for. */
    void sorts() {
        sorted = true;
    }

    boolean hasSorted() {
        return sorted;
    }

    void addRange(RowRange range, boolean stoppedBeforeItsEnd) {
        ranges.add(range);
        stoppedEarly |= stoppedBeforeItsEnd;
    }

    /** @param row its row key */
    void addEntity(byte[] row) {
        touchRow();
        entities.add(UnsafeByteOperations.unsafeWrap(row));
    }

    ScannedRanges result() {
        return new ScannedRanges(ranges, entities, stoppedEarly, rows);
    }
}
