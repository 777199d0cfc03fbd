package io.ironstead.datastore.query;

import io.ironstead.datastore.store.RowRange;
import io.ironstead.datastore.store.Rows;
import io.ironstead.datastore.store.Snapshot;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Walks the rows that begin with a prefix; a position is the rest of a row, its bits turned when the walk goes down. */
final class IndexWalk implements Walk {

    /**
     * Which rows to walk.
     *
     * @param descending from the greatest row down
     * @param marked whether a row ends with the byte of {@link io.ironstead.datastore.bytes.RowKeys#FURTHER}
     * @param until the first position that is not wanted; null for none
     */
    record Scan(byte[] prefix, boolean descending, boolean marked, byte @Nullable [] until) {
        Scan until(byte @Nullable [] changed) {
            return new Scan(prefix, descending, marked, changed);
        }
    }

    private final Snapshot snapshot;
    private final Scan scan;
    private final ScanLog log;
    private @Nullable Rows rows;
    private @Nullable RowRange range;
    private byte @Nullable [] last;
    private byte[] position = Bytes.NONE;
    private boolean further;
    private boolean ended;

    IndexWalk(Snapshot snapshot, Scan scan, ScanLog log) {
        this.snapshot = snapshot;
        this.scan = scan;
        this.log = log;
    }

    @Override
    public boolean next() {
        open(Bytes.NONE);
        return step();
    }

    @Override
    public boolean advance(byte[] target) {
        if (rows == null && !ended) {
            open(target);
            if (!step()) {
                return false;
            }
        }
        // The row wanted is often the next one, and a step costs less than a seek.
        if (!ended && last != null && Bytes.compare(position, target) < 0) {
            step();
        }
        if (!ended && Bytes.compare(position, target) < 0) {
            Objects.requireNonNull(rows).seek(edge(target));
            step();
        }
        while (!ended && Bytes.compare(position, target) < 0) {
            step();
        }
        return !ended;
    }

    private void open(byte[] start) {
        if (rows != null || ended) {
            return;
        }
        byte[] until = scan.until;
        byte[] first = edge(start);
        byte[] end = until == null ? null : edge(until);
        byte[] from = scan.descending ? (end == null ? scan.prefix : end) : first;
        byte[] to = scan.descending ? first : (end == null ? Bytes.after(scan.prefix) : end);
        if (Bytes.compare(from, to) >= 0) {
            ended = true;
            return;
        }
        range = new RowRange(from, to);
        rows = snapshot.scan(from, to, scan.descending);
    }

    /** The row key that parts positions before {@code cut} from the others. */
    private byte[] edge(byte[] cut) {
        if (!scan.descending) {
            return Bytes.concat(scan.prefix, cut);
        }
        return cut.length == 0
                ? Bytes.after(scan.prefix)
                : Bytes.concat(scan.prefix, Bytes.after(Bytes.complement(cut)));
    }

    private boolean step() {
        if (ended || !Objects.requireNonNull(rows).next()) {
            ended = true;
            return false;
        }
        log.touchRow();
        byte[] row = rows.key();
        int end = scan.marked ? row.length - 1 : row.length;
        byte[] rest = Arrays.copyOfRange(row, scan.prefix.length, end);
        last = row;
        position = scan.descending ? Bytes.complement(rest) : rest;
        further = scan.marked && row[end] != 0;
        return true;
    }

    @Override
    public byte[] position() {
        return position;
    }

    @Override
    public boolean further() {
        return further;
    }

    @Override
    public void close() {
        if (rows == null || range == null) {
            return;
        }
        rows.close();
        rows = null;
        if (ended || last == null) {
            log.addRange(range, !ended);
        } else if (scan.descending) {
            log.addRange(new RowRange(last, range.to()), true);
        } else {
            log.addRange(new RowRange(range.from(), Arrays.copyOf(last, last.length + 1)), true);
        }
        ended = true;
    }
}
