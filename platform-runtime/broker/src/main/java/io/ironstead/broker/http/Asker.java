package io.ironstead.broker.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** Who sent a request on an {@link InstanceConnection}, and hears the answer. */
interface Asker {

    /** Also for answers before the answer. */
    void answerHead(HttpResponse answer);

    /** Takes over {@code part}. */
    void answerContent(ByteBuf part);

    void answerEnd(HttpHeaders trailers);

    /** Nothing more has come for now: the moment to flush. */
    void answerPause();

    /** The answer is not valid HTTP. */
    void answerBroken();

    void instanceWritable();

    /** It takes no more of the request; its answer may have been sent before. */
    void instanceDeaf();

    /** The connection ended. */
    void instanceGone();
}
