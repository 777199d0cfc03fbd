package io.ironstead.broker.http;

/** Something that may not last for ever. Its event loop looks at it ten times a second. */
abstract class Watched {
    /** Its place in the loop's list; -1: not watched. */
    int slot = -1;

    /** Ends it when its time is over. */
    abstract void check(long now);
}
