package io.ironstead.datastore.log;

/** How long to wait before a slot is looked at again. Tests and the simulation own it. */
@FunctionalInterface
public interface Pause {

    /** @param attempt from 1; the wait grows with it and is random, so that rivals do not keep step */
    void before(int attempt) throws InterruptedException;
}
