package io.ironstead.datastore.wire.v1.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells gRPC from HTTP/1.1 by the first bytes: HTTP/2 begins with {@code PRI *}, which is no method of HTTP/1.1. */
final class Doorway extends ByteToMessageDecoder {
    private static final byte[] HTTP2 = {'P', 'R', 'I', ' '};
    private static final int LINE_BYTES_MAX = 4 << 10;
    private static final int HEADER_BYTES_MAX = 16 << 10;
    private static final int SILENCE_SECONDS_MAX = 30;

    private final Door door;
    private boolean chosen;

    Doorway(Door door) {
        this.door = door;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (!chosen) {
                                ctx.close();
                            }
                        },
                        SILENCE_SECONDS_MAX,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        for (int i = 0; i < HTTP2.length; i++) {
            if (i >= in.readableBytes()) {
                return;
            }
            if (in.getByte(in.readerIndex() + i) != HTTP2[i]) {
                http1(ctx);
                return;
            }
        }
        chosen = true;
        ctx.pipeline().addLast(GrpcConnection.of(door));
        ctx.pipeline().remove(this);
    }

    private void http1(ChannelHandlerContext ctx) {
        chosen = true;
        var config =
                new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES_MAX).setMaxHeaderSize(HEADER_BYTES_MAX);
        ctx.pipeline().addLast(new HttpServerCodec(config), new HttpConnection(door));
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
