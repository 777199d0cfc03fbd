package io.ironstead.javahost;

/** One request as the API of a WAR sees it: the ticket it calls with, and the threads that work for it. */
public interface ApiRequest {

    /** From now on, calls of the current thread are made for this request. */
    void enter();

    /** The current thread works for no request any more. */
    void leave();

    /** Returns when the threads the program started for this request have ended, or when its time is over. */
    void awaitThreads();

    /** The request is over: no more threads may be started for it. */
    void close();
}
