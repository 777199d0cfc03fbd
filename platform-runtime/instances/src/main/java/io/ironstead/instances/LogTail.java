package io.ironstead.instances;

import io.ironstead.model.control.LogLine;
import java.util.List;

/** Someone who reads a site's log as it grows. */
@FunctionalInterface
public interface LogTail {

    /**
     * Takes the next lines, at most 500, in order. Called by one thread at a time, which belongs to this tail: it may
     * block, and then misses lines.
     *
     * @param skipped lines lost since the last call, because this reader was slower than the log
     */
    void lines(List<LogLine> lines, long skipped);

    /** Ends a tail. Closing again does nothing. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
