package io.ironstead.instances.log;

import io.ironstead.model.control.LogLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

/** One watcher of a site's log, with a thread of its own and a bounded queue before it. */
final class Tail {
    private static final int QUEUE_MAX = 2000;
    private static final int BATCH_MAX = 500;
    private static final long LOOK_EVERY_MILLIS = 200;

    private final ObjLongConsumer<List<LogLine>> reader;
    private final BlockingQueue<LogLine> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong skipped = new AtomicLong();
    private volatile boolean closed;

    Tail(ObjLongConsumer<List<LogLine>> reader) {
        this.reader = reader;
    }

    /** Never blocks: what does not fit is counted. */
    void offer(LogLine line) {
        if (!queue.offer(line)) {
            skipped.incrementAndGet();
        }
    }

    void close() {
        closed = true;
    }

    /** Sends what was there before, then what comes, until closed. */
    void run(List<LogLine> before) {
        var sorted = before.stream().sorted(Comparator.comparing(LogLine::at)).toList();
        for (int from = 0; from < sorted.size() && !closed; from += BATCH_MAX) {
            reader.accept(sorted.subList(from, Math.min(sorted.size(), from + BATCH_MAX)), 0);
        }
        try {
            while (!closed) {
                sendNext();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendNext() throws InterruptedException {
        var batch = new ArrayList<LogLine>();
        var first = queue.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, BATCH_MAX - 1);
        }
        long lost = skipped.getAndSet(0);
        if (!closed && (!batch.isEmpty() || lost > 0)) {
            reader.accept(List.copyOf(batch), lost);
        }
    }
}
