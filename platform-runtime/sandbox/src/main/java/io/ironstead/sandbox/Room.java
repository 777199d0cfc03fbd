package io.ironstead.sandbox;

import java.util.concurrent.Executor;

/** The network a program will find around it, made before the program so that its listeners are there when it starts. */
public interface Room extends AutoCloseable {

    /** Where the program should listen. */
    int port();

    /**
     * Runs short tasks in the room's network: a socket made in one belongs to that network for life, and may be used by
     * any thread afterwards.
     *
     * @throws java.util.concurrent.RejectedExecutionException by {@code execute} when the room is closed
     */
    Executor network();

    /** Takes the network away, and with it a program that still runs there; again does nothing. */
    @Override
    void close();
}
