package io.ironstead.datastore.wire.v1.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A gRPC client's connection: unary calls on Netty's HTTP/2 codec, without gRPC's own server between.
 *
 * <p>Everything but {@link #answer} runs on the connection's event loop. Answers gather in a queue, so that many that are ready
 * at once leave in one write.
 */
final class GrpcConnection extends Http2ConnectionHandler {
    /** What one stream, and all streams together, may send before it has been read. */
    private static final int STREAM_WINDOW = 1 << 20;

    private static final int CONNECTION_WINDOW = 4 << 20;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int HEADER_BYTES_MAX = 16 << 10;
    private static final int CHECK_SECONDS = 10;

    private static final AsciiString TYPE = AsciiString.cached("application/grpc");
    private static final AsciiString STATUS = AsciiString.cached("grpc-status");
    private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
    private static final AsciiString OK = AsciiString.cached("200");
    private static final Http2Headers HEAD =
            ReadOnlyHttp2Headers.serverHeaders(false, OK, HttpHeaderNames.CONTENT_TYPE, TYPE);
    private static final Http2Headers DONE = ReadOnlyHttp2Headers.trailers(false, STATUS, AsciiString.cached("0"));

    private final Door door;
    private final GrpcStreams streams;
    private final Queue<GrpcAnswer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private ChannelHandlerContext context;

    @SuppressWarnings("NullAway") // Netty calls handlerAdded before anything else.
    private GrpcConnection(
            Door door, Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        super(decoder, encoder, settings);
        this.door = door;
        this.streams = new GrpcStreams(this, door, connection());
        decoder.frameListener(streams);
        connection().addListener(streams);
    }

    static GrpcConnection of(Door door) {
        return new Setup(door).build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        var flow = connection().local().flowController();
        flow.incrementWindowSize(connection().connectionStream(), CONNECTION_WINDOW - DEFAULT_WINDOW);
        ctx.flush();
        checkLater();
    }

    /** Ends a connection on which a call has stayed far longer than calls may: its client reads no more. */
    private void checkLater() {
        context.executor()
                .schedule(
                        () -> {
                            if (!context.channel().isActive()) {
                                return;
                            }
                            if (streams.isStuck(door.limits().callTimeMax().toNanos() * 2)) {
                                context.close();
                            } else {
                                checkLater();
                            }
                        },
                        CHECK_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** From any thread. */
    void answer(GrpcAnswer answer) {
        answers.add(answer);
        if (sending.compareAndSet(false, true)) {
            context.executor().execute(this::send);
        }
    }

    private void send() {
        // Before the queue is emptied: an answer that comes later asks for another round.
        sending.set(false);
        for (var answer = answers.poll(); answer != null; answer = answers.poll()) {
            write(answer);
        }
        flush(context);
    }

    private void write(GrpcAnswer answer) {
        int id = answer.stream();
        if (streams.isGone(id)) {
            // The client gave up.
            return;
        }
        byte[] framed = answer.framed();
        if (framed == null) {
            var refusal = new DefaultHttp2Headers(false)
                    .status(OK)
                    .set(HttpHeaderNames.CONTENT_TYPE, TYPE)
                    .setInt(STATUS, answer.code())
                    .set(MESSAGE, answer.encodedMessage());
            encoder().writeHeaders(context, id, refusal, 0, true, context.newPromise());
            if (streams.isStillSending(id)) {
                encoder().writeRstStream(context, id, Http2Error.NO_ERROR.code(), context.newPromise());
            }
            return;
        }
        encoder().writeHeaders(context, id, HEAD, 0, false, context.newPromise());
        encoder().writeData(context, id, Unpooled.wrappedBuffer(framed), 0, false, context.newPromise());
        encoder().writeHeaders(context, id, DONE, 0, true, context.newPromise());
    }

    /** An answer below gRPC: the request was none of its. */
    void refuseHttp(int id, int status) {
        var head = new DefaultHttp2Headers(false).status(Integer.toString(status));
        encoder().writeHeaders(context, id, head, 0, true, context.newPromise());
        encoder().writeRstStream(context, id, Http2Error.NO_ERROR.code(), context.newPromise());
        flush(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        answers.clear();
    }

    private static final class Setup extends AbstractHttp2ConnectionHandlerBuilder<GrpcConnection, Setup> {
        private final Door door;

        Setup(Door door) {
            this.door = door;
            server(true);
            frameListener(new io.netty.handler.codec.http2.Http2FrameAdapter());
            initialSettings(Http2Settings.defaultSettings()
                    .maxConcurrentStreams(door.limits().streamsMax())
                    .initialWindowSize(STREAM_WINDOW)
                    .maxHeaderListSize(HEADER_BYTES_MAX));
            gracefulShutdownTimeoutMillis(TimeUnit.SECONDS.toMillis(CHECK_SECONDS));
        }

        @Override
        public GrpcConnection build() {
            return super.build();
        }

        @Override
        protected GrpcConnection build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
                throws Http2Exception {
            return new GrpcConnection(door, decoder, encoder, settings);
        }
    }
}
