package io.ironstead.datastore.log;

import io.ironstead.datastore.log.SlotContent.Span;
import java.util.ArrayList;
import java.util.List;

/** The epochs whose entries make up a log, in order. Those wholly below a checkpoint may be missing at the front. */
public record History(List<Span> spans) {
    public static final History EMPTY = new History(List.of());

    public History {
        spans = List.copyOf(spans);
    }

    /** The position after the last slot; 1 for a log that never had any. */
    public long nextLsn() {
        return spans.isEmpty() ? 1 : spans.getLast().nextLsn();
    }

    /** The position before which entries are not to be had any more. */
    public long firstLsn() {
        return spans.isEmpty() ? 1 : spans.getFirst().firstLsn();
    }

    History with(long epoch, long slots) {
        var longer = new ArrayList<>(spans);
        longer.add(new Span(epoch, nextLsn(), slots));
        return new History(longer);
    }

    /** Without the epochs that end before {@code lsn}; the last one stays, as it tells where the log goes on. */
    History from(long lsn) {
        var shorter = new ArrayList<>(spans);
        while (shorter.size() > 1 && shorter.getFirst().nextLsn() <= lsn) {
            shorter.removeFirst();
        }
        return new History(shorter);
    }

    /** Without what comes after {@code lsn}; the first epoch stays, as it tells where the log begins. */
    public History until(long lsn) {
        var shorter = new ArrayList<Span>();
        for (Span span : spans) {
            if (span.firstLsn() <= lsn || shorter.isEmpty()) {
                long slots = Math.clamp(lsn - span.firstLsn() + 1, 0, span.slots());
                shorter.add(new Span(span.epoch(), span.firstLsn(), slots));
            }
        }
        return new History(shorter);
    }

    /** Whose slot a position is; 0 when it is not among these. */
    public long epochOf(long lsn) {
        return spans.stream()
                .filter(span -> span.firstLsn() <= lsn && lsn < span.nextLsn())
                .mapToLong(Span::epoch)
                .findFirst()
                .orElse(0);
    }
}
