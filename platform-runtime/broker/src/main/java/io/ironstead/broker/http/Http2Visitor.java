package io.ironstead.broker.http;

import io.ironstead.broker.http.Reading.Accepted;
import io.ironstead.broker.http.Reading.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stream of a visitor's HTTP/2 connection: one request and its answer. */
final class Http2Visitor extends ChannelInboundHandlerAdapter implements Visitor {
    private final LoopShare share;
    private final Http2Connection connection;
    private final Channel channel;

    private @Nullable Exchange exchange;
    private @Nullable Http2Headers head;
    /** Frames that had been read when the body was held back; one round of reading at most. */
    private final ArrayDeque<Object> held = new ArrayDeque<>();

    private boolean holding;
    private boolean ended;
    private long movedAt = System.nanoTime();

    Http2Visitor(LoopShare share, Http2Connection connection, Channel channel) {
        this.share = share;
        this.connection = connection;
        this.channel = channel;
    }

    // --- Visitor ------------------------------------------------------------------------------------------------

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean secure() {
        return connection.peer().secure();
    }

    @Override
    public String address() {
        return connection.peer().address();
    }

    @Override
    public byte[] addressHeaders() {
        return connection.peer().headers();
    }

    @Override
    public boolean takesRegions() {
        return false;
    }

    @Override
    public void interim(int status, HttpHeaders headers) {
        var lines = new DefaultHttp2Headers(false).status(Integer.toString(status));
        copy(headers, lines);
        channel.writeAndFlush(new DefaultHttp2HeadersFrame(lines, false));
    }

    @Override
    public void head(Exchange answered, int status, HttpHeaders headers, long length, boolean empty) {
        var lines = new DefaultHttp2Headers(false).status(Integer.toString(status));
        copy(headers, lines);
        if (!lines.contains(HttpHeaderNames.DATE)) {
            lines.add(HttpHeaderNames.DATE, new AsciiString(share.date()));
        }
        if (length >= 0 && status != 204) {
            lines.addLong(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        Heads.addAnswerLines(answered, lines::add);
        head = lines;
    }

    @Override
    public void content(ByteBuf part) {
        writeHead(false);
        channel.write(new DefaultHttp2DataFrame(part, false));
    }

    @Override
    public void region(FileRegion part) {
        part.release();
        throw new IllegalStateException("HTTP/2 takes no regions");
    }

    private void writeHead(boolean end) {
        var lines = head;
        if (lines != null) {
            head = null;
            channel.write(new DefaultHttp2HeadersFrame(lines, end));
        }
    }

    @Override
    public void end(@Nullable HttpHeaders trailers) {
        ended = true;
        if (trailers != null && !trailers.isEmpty()) {
            writeHead(false);
            var lines = new DefaultHttp2Headers(false);
            trailers.forEach(trailer -> {
                if (!HeaderRules.stopsTrailer(trailer.getKey())) {
                    lines.add(new AsciiString(trailer.getKey()).toLowerCase(), trailer.getValue());
                }
            });
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(lines, true));
        } else if (head != null) {
            writeHead(true);
            channel.flush();
        } else {
            channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
        }
        var answered = exchange;
        if (answered != null && !answered.bodyEnded() && answered.request().hasBody()) {
            // Says "the answer is complete, send no more": RFC 9113, section 8.1.
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
        takeTheRest();
    }

    /** Netty keeps a stream that was reset until somebody has read what came before. */
    void takeTheRest() {
        if (holding || !channel.config().isAutoRead()) {
            holdBody(false);
        }
    }

    @Override
    public void flush() {
        writeHead(false);
        channel.flush();
    }

    @Override
    public void abort() {
        ended = true;
        channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        takeTheRest();
    }

    @Override
    public void holdBody(boolean hold) {
        holding = hold;
        // What was read before comes first; each piece may bring the hold back.
        while (!holding && !held.isEmpty()) {
            take(held.removeFirst());
        }
        channel.config().setAutoRead(!holding);
        if (!hold && !holding && exchange != null) {
            exchange.bodyPause();
        }
    }

    @Override
    public void tunnel(Exchange asking, HttpHeaders headers) {
        throw new IllegalStateException("HTTP/2 streams do not become WebSockets");
    }

    private static void copy(HttpHeaders from, Http2Headers to) {
        Set<String> named = HeaderRules.namedByConnection(from);
        var all = from.iteratorCharSequence();
        while (all.hasNext()) {
            var header = all.next();
            var name = header.getKey();
            if (!HeaderRules.stopsAnswer(name) && !named.contains(HeaderRules.foldAll(name))) {
                to.add(AsciiString.of(name).toLowerCase(), header.getValue());
            }
        }
    }

    // --- one request --------------------------------------------------------------------------------------------

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (holding) {
            held.addLast(message);
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        movedAt = System.nanoTime();
        if (message instanceof Http2HeadersFrame frame) {
            if (exchange == null) {
                request(frame);
            } else {
                trailers(frame);
            }
        } else if (message instanceof Http2DataFrame frame && exchange != null) {
            exchange.body(frame.content());
            if (frame.isEndStream()) {
                exchange.bodyEnd(EmptyHttpHeaders.INSTANCE);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void request(Http2HeadersFrame frame) {
        HttpRequest message;
        try {
            message = HttpConversionUtil.toHttpRequest(1, frame.headers(), true);
        } catch (Http2Exception | IllegalArgumentException doubtful) {
            refuse(Page.BAD_REQUEST);
            return;
        }
        var headers = message.headers();
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        if (!frame.isEndStream() && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        switch (share.core.reader().read(message, true)) {
            case Refused refused -> refuse(Page.of(refused));
            case Accepted(var request) -> {
                var begun = new Exchange(share, this, request);
                exchange = begun;
                begun.begin();
                if (frame.isEndStream()) {
                    begun.bodyEnd(EmptyHttpHeaders.INSTANCE);
                }
            }
        }
    }

    private void trailers(Http2HeadersFrame frame) {
        var asking = exchange;
        if (asking == null || asking.bodyEnded() || !frame.isEndStream()) {
            return;
        }
        var trailers = new DefaultHttpHeaders();
        try {
            HttpConversionUtil.addHttp2ToHttpHeaders(1, frame.headers(), trailers, HttpVersion.HTTP_1_1, true, true);
        } catch (Http2Exception | IllegalArgumentException doubtful) {
            asking.visitorBroken();
            return;
        }
        asking.bodyEnd(trailers);
    }

    private void refuse(Page page) {
        ended = true;
        var html = page.html("refused");
        var lines = new DefaultHttp2Headers(false)
                .status(Integer.toString(page.status()))
                .add(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .addInt(HttpHeaderNames.CONTENT_LENGTH, html.length);
        channel.write(new DefaultHttp2HeadersFrame(lines, false));
        channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(html), true));
        channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }

    /** Looks at its deadlines. */
    void check(long now) {
        if (!channel.isWritable() || ended) {
            if (now - movedAt > share.core.timeouts().progress().toNanos()) {
                channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
                takeTheRest();
                return;
            }
        } else {
            movedAt = now;
        }
        if (exchange != null) {
            exchange.check(now);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            takeTheRest();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null && !holding) {
            exchange.bodyPause();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        movedAt = System.nanoTime();
        ctx.executor().execute(() -> {
            if (exchange != null) {
                exchange.visitorWritable();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.closed(this);
        // Frames may still come after this; nobody would take them out again.
        holding = false;
        while (!held.isEmpty()) {
            ReferenceCountUtil.release(held.removeFirst());
        }
        var left = exchange;
        exchange = null;
        if (left != null) {
            left.visitorGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
