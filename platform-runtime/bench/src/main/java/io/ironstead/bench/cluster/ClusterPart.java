package io.ironstead.bench.cluster;

import io.ironstead.bench.Report;
import java.io.IOException;

/** One of the questions of {@code ./ironstead bench cluster}, with a table of its own. */
public interface ClusterPart {

    /** What it measures, in one sentence that stands above its table. */
    String question();

    /**
     * Measures, and writes its table.
     *
     * @param quick in less time where that is possible
     */
    void measure(Report report, boolean quick) throws IOException, InterruptedException;
}
