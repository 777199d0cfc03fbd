package io.ironstead.broker.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Where one request's answer comes from. Told what its visitor does. */
interface Road {

    /** Has no use for a body: one that is answered, or answered by the broker itself. */
    Road NONE = new Road() {};

    /** Takes over {@code part}. */
    default void body(ByteBuf part) {
        part.release();
    }

    default void bodyEnd(HttpHeaders trailers) {}

    /** Nothing more has come in for now: the moment to flush. */
    default void bodyPause() {}

    /** He can take more of the answer. */
    default void visitorWritable() {}

    /** Nobody waits for this answer any more: give everything back. Called once at most. */
    default void cancel() {}

    /** Looks at its deadlines. */
    default void check(long now) {}
}
