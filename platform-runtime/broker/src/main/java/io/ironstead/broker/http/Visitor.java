package io.ironstead.broker.http;

import io.ironstead.model.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, whatever version of HTTP he speaks. One request at a time: {@link #head}, {@link #content} and
 * {@link #end} in this order, once each but content; or {@link #abort} at any time. Used on the event loop of
 * {@link #channel} alone.
 */
interface Visitor {

    Channel channel();

    /** True: he came by HTTPS. */
    boolean secure();

    /** His address, without port. */
    String address();

    /** The node whose broker passes a visitor's request on; null: the visitor himself. */
    default @Nullable NodeId peer() {
        return null;
    }

    /** What the instance is told of him: whole header lines. */
    byte[] addressHeaders();

    /** True: a file may be sent to him from the kernel. */
    boolean takesRegions();

    /** An answer before the answer: 100 or 103. */
    void interim(int status, HttpHeaders headers);

    /**
     * Begins the answer.
     *
     * @param length of the body; -1: not known
     * @param empty no body follows, whatever {@code length} says
     */
    void head(Exchange exchange, int status, HttpHeaders headers, long length, boolean empty);

    /** Takes over {@code part}. */
    void content(ByteBuf part);

    /** Takes over {@code part}; for those with {@link #takesRegions} only. */
    void region(FileRegion part);

    void end(@Nullable HttpHeaders trailers);

    void flush();

    /** The answer cannot be completed. The visitor is made to see that. */
    void abort();

    /** Lets nothing more of the request's body come in, or lets it come again. */
    void holdBody(boolean hold);

    /** From now on both sides' bytes are passed on as they are: {@code exchange.tunnelled} gets his. */
    void tunnel(Exchange exchange, HttpHeaders headers);
}
