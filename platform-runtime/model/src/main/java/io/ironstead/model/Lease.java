package io.ironstead.model;

/** One request's place at one instance. Close it exactly once, when the request is over; closing again does nothing. */
public interface Lease extends AutoCloseable {

    InstanceId instance();

    Dialer dialer();

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
