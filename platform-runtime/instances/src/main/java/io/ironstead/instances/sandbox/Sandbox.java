package io.ironstead.instances.sandbox;

import java.io.IOException;

/**
 * Starts programs behind a wall. Callers describe what a program needs and never how the wall is made: today there is
 * none ({@link PlainSandbox}); the next one gives every program its own namespaces, user and control groups.
 */
public interface Sandbox extends AutoCloseable {

    /** The wall in one word for people: {@code none}, {@code bubblewrap}. */
    String level();

    /**
     * The port that the next program should listen on; belongs to the caller until {@link #releasePort}. Where each
     * program has a network of its own it is always the same.
     *
     * @throws IOException when no port is free
     */
    int takePort() throws IOException;

    void releasePort(int port);

    /**
     * Starts the program and returns at once; whether it works is told by its exit and its port. May be called by any
     * thread: the process's life never hangs on that thread.
     *
     * @throws IOException when no process could be made; the message names the reason
     */
    Running start(Launch launch) throws IOException;

    /**
     * Kills what an earlier agent on the same data folder left behind, and only that.
     *
     * @return how many programs were still running
     */
    int killLeftovers();

    /** Kills everything that still runs. */
    @Override
    void close();
}
