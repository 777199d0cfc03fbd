package io.ironstead.agent.converse;

/** Whether this machine belongs to the console's pool, as the conversation shows it. */
public interface Membership {

    /** The console listens. */
    void accepted();

    /** The console does not know this machine any more. What runs goes on running: the console may have lost its mind. */
    void refused();

    /** The console removed this machine: it is to stop everything and forget. */
    void ended();
}
