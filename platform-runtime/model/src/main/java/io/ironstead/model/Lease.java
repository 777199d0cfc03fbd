package io.ironstead.model;

import java.util.Optional;

/** One request's place at one instance. Close it exactly once, when the request is over; closing again does nothing. */
public interface Lease extends AutoCloseable {

    InstanceId instance();

    /** For a peer, where its broker takes requests of other nodes. */
    Dialer dialer();

    /** The node that runs the instance; empty: this one. */
    default Optional<NodeId> peer() {
        return Optional.empty();
    }

    /** True: the node that runs it has been silent for so long that no answer can be hoped for. Cheap, asked often. */
    default boolean lost() {
        return false;
    }

    /** True when this request had to wait for the instance to start. */
    boolean cold();

    /**
     * Tells that connecting was refused or the connection broke before an answer: the instance is looked at and, if
     * dead, replaced. The lease still has to be closed.
     */
    void unreachable();

    @Override
    void close();
}
