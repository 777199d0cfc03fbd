package io.ironstead.broker.http;

/** What a request's head turned out to be. */
sealed interface Reading {

    /** Nothing that is passed on. After one of these the connection is not used again. */
    record Refused(int status, String sentence) implements Reading {}

    /** A request whose meaning is not in doubt. */
    record Accepted(Request request) implements Reading {}
}
