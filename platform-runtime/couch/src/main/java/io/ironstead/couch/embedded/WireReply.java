package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.Exchange.ClientGone;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An answer over a connection. */
final class WireReply implements Reply {
    private static final long SEND_SECONDS_MAX = 60;

    private final Channel channel;
    private final boolean keepAlive;

    WireReply(Channel channel, boolean keepAlive) {
        this.channel = channel;
        this.keepAlive = keepAlive;
    }

    @Override
    public void whole(int status, String contentType, Map<String, String> more, byte[] body) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        prepare(response, contentType, more);
        HttpUtil.setContentLength(response, body.length);
        send(response);
    }

    @Override
    public void begin(String contentType) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        prepare(response, contentType, Map.of());
        HttpUtil.setTransferEncodingChunked(response, true);
        send(response);
    }

    @Override
    public void piece(byte[] bytes) {
        send(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    @Override
    public void end() {
        send(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void prepare(HttpResponse response, String contentType, Map<String, String> more) {
        HttpHeaders out = response.headers();
        out.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        out.set(HttpHeaderNames.CACHE_CONTROL, "must-revalidate");
        out.set(HttpHeaderNames.SERVER, "CouchDB/" + Router.COUCHDB_VERSION + " (Ironstead)");
        more.forEach(out::set);
        if (!keepAlive) {
            out.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void send(Object message) {
        ChannelFuture sent = channel.writeAndFlush(message);
        try {
            if (!sent.await(SEND_SECONDS_MAX, TimeUnit.SECONDS) || !sent.isSuccess()) {
                throw new ClientGone();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGone();
        }
    }
}
