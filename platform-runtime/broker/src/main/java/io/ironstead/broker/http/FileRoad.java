package io.ironstead.broker.http;

import io.ironstead.broker.statics.BundleFile;
import io.ironstead.broker.statics.FileAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Answers with a file of the bundle. Small ones are in memory; others go from the kernel, or piece by piece. */
final class FileRoad implements Road {
    private static final int PIECE_BYTES = 128 << 10;

    private final Exchange exchange;
    private final LoopShare share;
    private final FileAnswer.Terms terms;
    private final Runnable missing;
    private final int status;

    private boolean over;
    private boolean reading;
    private @Nullable FileChannel open;
    private long position;
    private long left;

    /**
     * @param status what to say when all of the file is sent; 200 but for error pages
     * @param missing what to do when there is no such file
     */
    FileRoad(Exchange exchange, FileAnswer.Terms terms, int status, Runnable missing) {
        this.exchange = exchange;
        this.share = exchange.share();
        this.terms = terms;
        this.status = status;
        this.missing = missing;
    }

    void begin(CompletableFuture<Optional<BundleFile>> file) {
        onLoop(file, (found, broken) -> {
            if (over) {
                return;
            }
            if (found == null) {
                over = true;
                exchange.page(broken instanceof RejectedExecutionException ? Page.BUSY : Page.BROKE_OFF);
            } else if (found.isEmpty()) {
                over = true;
                missing.run();
            } else {
                answer(found.get());
            }
        });
    }

    private void answer(BundleFile file) {
        // An error stays an error, whatever the visitor has in his cache.
        var asked = status == 200 ? exchange.request().headers() : EmptyHttpHeaders.INSTANCE;
        var answer = FileAnswer.to(asked, file, terms, share.core.clock().instant());
        var form = answer.form();
        int told = status != 200 && answer.status() == 200 ? status : answer.status();
        if (form == null || exchange.request().isHead() || answer.length() == 0) {
            over = true;
            exchange.head(told, answer.headers(), answer.length());
            exchange.end(null);
        } else if (form.bytes() != null) {
            over = true;
            exchange.head(told, answer.headers(), answer.length());
            exchange.content(Unpooled.wrappedBuffer(form.bytes(), (int) answer.from(), (int) answer.length()));
            exchange.end(null);
        } else {
            onLoop(share.core.files().open(form.path()), (channel, broken) -> opened(channel, answer, told));
        }
    }

    private void opened(@Nullable FileChannel channel, FileAnswer answer, int told) {
        if (channel == null) {
            exchange.page(Page.BROKE_OFF);
            return;
        }
        if (over) {
            close(channel);
            return;
        }
        exchange.head(told, answer.headers(), answer.length());
        if (exchange.visitor().takesRegions()) {
            over = true;
            exchange.visitor().region(new DefaultFileRegion(channel, answer.from(), answer.length()));
            exchange.sent(answer.length());
            exchange.end(null);
        } else {
            open = channel;
            position = answer.from();
            left = answer.length();
            nextPiece(channel);
        }
    }

    private void nextPiece(FileChannel channel) {
        if (over || reading || !exchange.visitor().channel().isWritable()) {
            return;
        }
        reading = true;
        int wanted = (int) Math.min(PIECE_BYTES, left);
        ByteBuf piece = exchange.visitor().channel().alloc().directBuffer(wanted, wanted);
        onLoop(share.core.files().read(channel, position, piece.nioBuffer(0, wanted)), (count, broken) -> {
            reading = false;
            if (over) {
                piece.release();
                close(channel);
            } else if (count == null || count <= 0) {
                piece.release();
                exchange.breakOff();
            } else {
                piece.writerIndex(count);
                position += count;
                left -= count;
                exchange.content(piece);
                if (left == 0) {
                    over = true;
                    close(channel);
                    exchange.end(null);
                } else {
                    exchange.visitor().flush();
                    nextPiece(channel);
                }
            }
        });
    }

    @Override
    public void visitorWritable() {
        if (open != null) {
            nextPiece(open);
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (open != null && !reading) {
            close(open);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // It was only read; nothing of it can be lost.
        }
    }

    private <T> void onLoop(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        if (future.isDone()) {
            future.whenComplete(then);
        } else {
            future.whenComplete((value, broken) -> {
                try {
                    share.loop.execute(() -> then.accept(value, broken));
                } catch (RejectedExecutionException closed) {
                    if (value instanceof FileChannel channel) {
                        close(channel);
                    }
                }
            });
        }
    }
}
