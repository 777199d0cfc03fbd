package io.ironstead.sandbox.egress;

import java.util.concurrent.atomic.LongAdder;

/** What went out, and what was not let out. */
public final class EgressCounts {
    private final LongAdder opened = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();

    void opened() {
        opened.increment();
    }

    void refused() {
        refused.increment();
    }

    void moved(boolean out, long bytes) {
        (out ? bytesOut : bytesIn).add(bytes);
    }

    public long connections() {
        return opened.sum();
    }

    public long refusals() {
        return refused.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }

    public long bytesIn() {
        return bytesIn.sum();
    }
}
