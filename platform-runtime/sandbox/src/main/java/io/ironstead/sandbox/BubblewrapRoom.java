package io.ironstead.sandbox;

import java.util.concurrent.Executor;

/** A network with a loopback and nothing else, kept by its thread. */
record BubblewrapRoom(NamespaceThread thread, int port) implements Room {
    @Override
    public Executor network() {
        return thread;
    }

    @Override
    public void close() {
        thread.close();
    }
}
