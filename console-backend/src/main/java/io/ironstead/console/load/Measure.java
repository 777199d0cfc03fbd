package io.ironstead.console.load;

/** What a small curve shows of a subject. */
public enum Measure {
    /** Requests per second. */
    REQUESTS {
        @Override
        double of(LoadPoint point) {
            return point.requestsPerSecond();
        }
    },
    /** The busy share of a machine's processors, 0 to 1. */
    PROCESSOR {
        @Override
        double of(LoadPoint point) {
            return point.processor();
        }
    };

    abstract double of(LoadPoint point);
}
