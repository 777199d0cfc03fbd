package io.ironstead.broker.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Netty's decoder, told whether the question was a HEAD: then an answer has no body, whatever its head says. */
final class AnswerDecoder extends HttpResponseDecoder {
    private boolean answersHead;

    AnswerDecoder(Limits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytesMax())
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxChunkSize(128 << 10)
                .setInitialBufferSize(512));
    }

    void expectAnswerToHead(boolean head) {
        answersHead = head;
    }

    /** True when bytes have come that belong to no answer yet. */
    boolean holdsBytes() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (answersHead
                && message instanceof HttpResponse answer
                && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            return true;
        }
        return super.isContentAlwaysEmpty(message);
    }
}
