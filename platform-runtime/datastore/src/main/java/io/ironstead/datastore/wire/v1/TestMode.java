package io.ironstead.datastore.wire.v1;

/** What Google's emulators do on {@code POST /reset} and {@code POST /shutdown}; without it both are not there. */
public interface TestMode {

    /** Forgets every entity. */
    void reset();

    void shutdown();
}
