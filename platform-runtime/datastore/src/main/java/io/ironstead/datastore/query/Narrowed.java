package io.ironstead.datastore.query;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those positions of a walk whose columns are in their ranges; leaps over what is between the ranges. */
final class Narrowed implements Walk {
    private final Walk walk;
    private final Columns columns;
    private final List<RangeSet> ranges;
    private boolean started;
    private boolean ended;

    /** @param ranges one for each column and one for the key, in the columns' directions */
    private Narrowed(Walk walk, Columns columns, List<RangeSet> ranges) {
        this.walk = walk;
        this.columns = columns;
        this.ranges = ranges;
    }

    static Walk of(Walk walk, Columns columns, List<RangeSet> ranges) {
        return ranges.stream().allMatch(RangeSet::isAll) ? walk : new Narrowed(walk, columns, ranges);
    }

    @Override
    public boolean next() {
        if (!started) {
            return advance(Bytes.NONE);
        }
        return !ended && settle(walk.next());
    }

    @Override
    public boolean advance(byte[] target) {
        if (ended) {
            return false;
        }
        started = true;
        byte[] first = ranges.getFirst().next(target);
        return settle(first != null && walk.advance(first));
    }

    private boolean settle(boolean there) {
        boolean found = there;
        while (found) {
            byte[] here = walk.position();
            byte[] target = leap(here);
            if (target == here) {
                return true;
            }
            found = target != null && walk.advance(target);
        }
        ended = true;
        return false;
    }

    /** Where to look next: here if all columns are in range, null where nothing more can be. */
    private byte @Nullable [] leap(byte[] here) {
        int at = 0;
        for (int column = 0; column < columns.count(); column++) {
            int end = columns.end(here, at, column);
            byte[] part = Arrays.copyOfRange(here, at, end);
            byte[] allowed = ranges.get(column).next(part);
            byte[] before = Arrays.copyOf(here, at);
            if (allowed == null) {
                return at == 0 ? null : Bytes.after(before);
            }
            if (allowed != part) {
                return Bytes.concat(before, allowed);
            }
            at = end;
        }
        return here;
    }

    @Override
    public byte[] position() {
        return walk.position();
    }

    @Override
    public boolean further() {
        return walk.further();
    }

    @Override
    public boolean cutShort() {
        return walk.cutShort();
    }

    @Override
    public void close() {
        walk.close();
    }
}
