package io.ironstead.agent.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.ironstead.link.AgentLink;
import io.ironstead.link.AgentLink.FetchBundle;
import io.ironstead.model.Digest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One archive's bytes, pulled piece by piece: at most four wait in memory. For one thread. */
final class BundleStream implements AutoCloseable {
    private static final int PIECES_AHEAD = 4;

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Duration progressWaitMax;
    private volatile @Nullable ClientCallStreamObserver<FetchBundle> call;
    private Status end = Status.OK;

    private sealed interface Item {
        record Piece(byte[] bytes) implements Item {}

        record End(Status status) implements Item {}
    }

    private BundleStream(Duration progressWaitMax) {
        this.progressWaitMax = progressWaitMax;
    }

    static BundleStream open(Channel channel, Digest digest, long offset, Duration progressWaitMax) {
        var stream = new BundleStream(progressWaitMax);
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(AgentLink.FETCH_BUNDLE, CallOptions.DEFAULT),
                new FetchBundle(digest, offset),
                stream.new Receiver());
        return stream;
    }

    /** The next piece; empty when there is none, and {@link #end} says why. */
    Optional<byte[]> next() throws InterruptedException {
        var item = items.poll(progressWaitMax.toNanos(), TimeUnit.NANOSECONDS);
        return switch (item) {
            case Item.Piece(var bytes) -> {
                request(1);
                yield Optional.of(bytes);
            }
            case Item.End(var status) -> {
                end = status;
                yield Optional.empty();
            }
            case null -> {
                end = Status.DEADLINE_EXCEEDED.withDescription(
                        "Nothing came for " + progressWaitMax.toMillis() + " ms");
                yield Optional.empty();
            }
        };
    }

    Status end() {
        return end;
    }

    private void request(int pieces) {
        var running = call;
        if (running != null) {
            running.request(pieces);
        }
    }

    @Override
    public void close() {
        var running = call;
        if (running != null) {
            running.cancel("The bundle is not wanted any more", null);
        }
    }

    private final class Receiver implements ClientResponseObserver<FetchBundle, byte[]> {
        @Override
        public void beforeStart(ClientCallStreamObserver<FetchBundle> starting) {
            starting.disableAutoRequestWithInitial(PIECES_AHEAD);
            call = starting;
        }

        @Override
        public void onNext(byte[] bytes) {
            items.add(new Item.Piece(bytes));
        }

        @Override
        public void onError(Throwable failure) {
            items.add(new Item.End(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            items.add(new Item.End(Status.OK));
        }
    }
}
