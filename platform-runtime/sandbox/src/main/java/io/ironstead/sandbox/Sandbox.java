package io.ironstead.sandbox;

import java.io.IOException;

/**
 * Starts programs behind a wall. Callers describe what a program needs and never how the wall is made: either there is
 * none ({@link PlainSandbox}), or every program has its own namespaces, user and control groups.
 */
public interface Sandbox extends AutoCloseable {

    /** What stands around every program here; never changes. */
    Wall wall();

    /**
     * Makes the network for one program. It belongs to the caller, who closes it after the program's end.
     *
     * @throws IOException when it cannot be made
     */
    Room openRoom() throws IOException;

    /**
     * Starts the program in {@code room}, one of this sandbox's, and returns at once; whether it works is told by its exit and its port. May be called by any
     * thread: the process's life never hangs on that thread.
     *
     * @throws IOException when no process could be made; the message names the reason
     */
    Running start(Launch launch, Room room) throws IOException;

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
