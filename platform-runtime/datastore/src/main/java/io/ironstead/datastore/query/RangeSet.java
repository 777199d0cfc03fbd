package io.ironstead.datastore.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded values a property may have: ranges in ascending order that do not touch. A value is in a range when its bytes, with
 * whatever follows them in a row, are.
 */
record RangeSet(List<Range> ranges) {
    /** {@code from <= bytes < to}; no {@code to} for no end. */
    record Range(byte[] from, byte @Nullable [] to) {
        boolean contains(byte[] bytes) {
            return Bytes.compare(from, bytes) <= 0 && isBeforeEnd(bytes);
        }

        boolean isBeforeEnd(byte[] bytes) {
            return to == null || Bytes.compare(bytes, to) < 0;
        }
    }

    static final RangeSet ALL = new RangeSet(List.of(new Range(Bytes.NONE, null)));
    static final RangeSet EMPTY = new RangeSet(List.of());

    RangeSet {
        ranges = List.copyOf(ranges);
    }

    static RangeSet of(byte[] from, byte @Nullable [] to) {
        return new RangeSet(List.of(new Range(from, to)));
    }

    static RangeSet below(byte[] value) {
        return of(Bytes.NONE, value);
    }

    static RangeSet atMost(byte[] value) {
        return of(Bytes.NONE, Bytes.after(value));
    }

    static RangeSet above(byte[] value) {
        return of(Bytes.after(value), null);
    }

    static RangeSet atLeast(byte[] value) {
        return of(value, null);
    }

    /** Exactly this value, or for keys everything that begins with it. */
    static RangeSet only(byte[] value) {
        return of(value, Bytes.after(value));
    }

    static RangeSet except(byte[] value) {
        return new RangeSet(List.of(new Range(Bytes.NONE, value), new Range(Bytes.after(value), null)));
    }

    boolean isAll() {
        return ranges.size() == 1 && ranges.getFirst().from.length == 0 && ranges.getFirst().to == null;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    RangeSet and(RangeSet other) {
        var both = new ArrayList<Range>();
        for (var left : ranges) {
            for (var right : other.ranges) {
                byte[] from = Bytes.compare(left.from, right.from) >= 0 ? left.from : right.from;
                byte[] to = earlierEnd(left.to, right.to);
                if (to == null || Bytes.compare(from, to) < 0) {
                    both.add(new Range(from, to));
                }
            }
        }
        return new RangeSet(both);
    }

    private static byte @Nullable [] earlierEnd(byte @Nullable [] left, byte @Nullable [] right) {
        if (left == null) {
            return right;
        }
        return right == null || Bytes.compare(left, right) <= 0 ? left : right;
    }

    boolean contains(byte[] bytes) {
        return ranges.stream().anyMatch(range -> range.contains(bytes));
    }

    /** Where a walk that would go on at {@code bytes} may go on: there, or at the next range; null after the last. */
    byte @Nullable [] next(byte[] bytes) {
        for (var range : ranges) {
            if (range.isBeforeEnd(bytes)) {
                return Bytes.compare(range.from, bytes) > 0 ? range.from : bytes;
            }
        }
        return null;
    }

    /** The same values when every byte of theirs is complemented. */
    RangeSet complemented() {
        var turned = new ArrayList<Range>();
        for (var range : ranges.reversed()) {
            byte[] from = range.to == null ? Bytes.NONE : Bytes.after(Bytes.complement(range.to));
            byte[] to = range.from.length == 0 ? null : Bytes.after(Bytes.complement(range.from));
            turned.add(new Range(from, to));
        }
        return new RangeSet(turned);
    }
}
