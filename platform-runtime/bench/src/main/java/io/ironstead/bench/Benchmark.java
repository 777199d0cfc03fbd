package io.ironstead.bench;

import java.io.IOException;

/** One question that is answered by measuring. */
public interface Benchmark {

    /** The word after {@code ./ironstead bench}. */
    String name();

    /** What it measures, in one sentence. */
    String question();

    /** Measures, and writes what it found; what cannot be measured here is said by an exception. */
    void run(Report report) throws IOException, InterruptedException;

    /**
     * The same.
     *
     * @param quick in less time where that is possible: fewer and shorter rounds, less data
     */
    default void run(Report report, boolean quick) throws IOException, InterruptedException {
        run(report);
    }
}
