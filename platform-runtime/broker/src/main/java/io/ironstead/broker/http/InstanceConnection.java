package io.ironstead.broker.http;

import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One connection to one instance: in use by one {@link Asker} at a time, or idle in the pool. */
final class InstanceConnection extends Watched {
    /** Less than a peer's door lets a connection idle, so it is this end that ends it. */
    private static final Duration PEER_IDLE = Duration.ofSeconds(30);

    /** A paused node's kernel still accepts connections: it is its handshake that does not end. */
    private static final Duration PEER_HANDSHAKE_MAX = Duration.ofSeconds(2);

    private final LoopShare share;
    private final @Nullable NodeId peer;
    private final InstanceId instance;
    private final AnswerDecoder decoder;
    private final Handler handler = new Handler();

    private @Nullable Channel channel;
    private @Nullable SslHandler tls;
    private @Nullable Asker asker;
    private boolean reused;
    private boolean idle;
    private boolean chunked;
    private long idleSince;

    /** @param peer the node whose broker it leads to; null: an instance of this node */
    InstanceConnection(LoopShare share, InstanceId instance, @Nullable NodeId peer) {
        this.peer = peer;
        this.share = share;
        this.instance = instance;
        this.decoder = new AnswerDecoder(share.core.limits());
    }

    ChannelInitializer<Channel> pipeline() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opened) {
                channel = opened;
                if (peer != null) {
                    var made = share.core.peers().asClient(opened.alloc());
                    tls = made;
                    made.setHandshakeTimeoutMillis(PEER_HANDSHAKE_MAX.toMillis());
                    opened.pipeline().addLast(made);
                }
                opened.pipeline().addLast(decoder, handler);
            }
        };
    }

    /** Has {@code then} told, on this loop, when the other end has shown who it is: null, or what is wrong. */
    void whenKnown(Consumer<@Nullable Throwable> then) {
        var handler = tls;
        if (handler == null) {
            then.accept(null);
            return;
        }
        handler.handshakeFuture().addListener(done -> then.accept(done.isSuccess() ? stranger(handler) : done.cause()));
    }

    private @Nullable Throwable stranger(SslHandler handler) {
        try {
            var shown = PeerTls.peerOf(handler);
            return shown.equals(peer) ? null : new SSLPeerUnverifiedException("Another node than was meant");
        } catch (SSLPeerUnverifiedException nobody) {
            return nobody;
        }
    }

    InstanceId instance() {
        return instance;
    }

    /** True: it carried a request before this one, so the instance may be about to close it. */
    boolean reused() {
        return reused;
    }

    private Channel channel() {
        var open = channel;
        if (open == null) {
            throw new IllegalStateException("Not connected");
        }
        return open;
    }

    void enterPool() {
        idle = true;
        idleSince = System.nanoTime();
        share.watch(this);
    }

    boolean leavePool() {
        idle = false;
        share.unwatch(this);
        reused = true;
        return channel().isActive();
    }

    @Override
    void check(long now) {
        if (idle && now - idleSince > (peer == null ? share.core.timeouts().instanceIdle() : PEER_IDLE).toNanos()) {
            share.pool.remove(this);
            close();
        }
    }

    /** Sends a request's head, and has {@code newAsker} told the answer. */
    void begin(Asker newAsker, ByteBuf head, boolean headMethod, boolean chunkedBody, @Nullable Runnable notSent) {
        asker = newAsker;
        chunked = chunkedBody;
        decoder.expectAnswerToHead(headMethod);
        channel().config().setAutoRead(true);
        if (notSent == null) {
            channel().write(head, channel().voidPromise());
        } else {
            ChannelPromise promise = channel().newPromise();
            promise.addListener(done -> {
                if (!done.isSuccess()) {
                    notSent.run();
                }
            });
            channel().write(head, promise);
        }
    }

    void content(ByteBuf part) {
        var out = channel();
        if (!part.isReadable()) {
            part.release();
        } else if (chunked) {
            Chunks.write(out, part);
        } else {
            out.write(part, out.voidPromise());
        }
    }

    void end(HttpHeaders trailers) {
        if (chunked) {
            Chunks.writeLast(channel(), trailers);
        }
    }

    /** Bytes of a WebSocket. */
    void raw(ByteBuf bytes) {
        channel().write(bytes, channel().voidPromise());
    }

    void flush() {
        channel().flush();
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    /** Lets nothing more of the answer come, or lets it come again. */
    void holdAnswer(boolean hold) {
        channel().config().setAutoRead(!hold);
    }

    /** The exchange is over and left nothing behind: the next one may have this connection. */
    void free() {
        asker = null;
        if (decoder.holdsBytes() || !channel().isActive() || share.draining()) {
            close();
        } else {
            share.pool.keep(this);
        }
    }

    void close() {
        asker = null;
        idle = false;
        share.unwatch(this);
        if (channel != null) {
            channel.close();
        }
    }

    /** From now on bytes come as they are. */
    void tunnel() {
        channel().pipeline().remove(decoder);
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var hears = asker;
            if (hears == null) {
                ReferenceCountUtil.release(message);
                // Nobody asked. Whatever this is, it must not become the answer to the next question.
                if (idle) {
                    share.pool.remove(InstanceConnection.this);
                }
                close();
            } else if (message instanceof HttpResponse head) {
                hears.answerHead(head);
                ReferenceCountUtil.release(message);
            } else if (message instanceof HttpContent content) {
                if (content.decoderResult().isFailure()) {
                    content.release();
                    hears.answerBroken();
                    return;
                }
                hears.answerContent(content.content());
                // It may have lost interest meanwhile.
                if (content instanceof LastHttpContent last && asker == hears) {
                    hears.answerEnd(last.trailingHeaders());
                }
            } else if (message instanceof ByteBuf bytes) {
                hears.answerContent(bytes);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (asker != null) {
                asker.answerPause();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            // Later: this may come from within a flush, and whoever hears it writes and flushes again.
            ctx.executor().execute(() -> {
                if (asker != null) {
                    asker.instanceWritable();
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (idle) {
                idle = false;
                share.unwatch(InstanceConnection.this);
                share.pool.remove(InstanceConnection.this);
            }
            var hears = asker;
            asker = null;
            if (hears != null) {
                hears.instanceGone();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof IOException && asker != null && ctx.channel().isOpen()) {
                // Its receiving side may be closed although its answer is already on the way: an early refusal.
                asker.instanceDeaf();
            } else {
                ctx.close();
            }
        }
    }
}
