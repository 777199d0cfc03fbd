package io.ironstead.agent.data.pool;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.datastore.standby.FeedSource.Hearing;
import io.ironstead.datastore.standby.FeedSource.LostException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What arrives of a feed. So few messages are asked for at a time that those on their way are no burden. */
final class FeedHearing implements Hearing, ClientResponseObserver<FeedRequest, FeedMessage> {
    private static final int AHEAD = 4;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    private final BooleanSupplier leads;
    private volatile @Nullable ClientCallStreamObserver<FeedRequest> call;

    /** @param leads whether the node that is heard is still taken for the leader */
    FeedHearing(BooleanSupplier leads) {
        this.leads = leads;
    }

    private sealed interface Arrived {
        record Message(FeedMessage message) implements Arrived {}

        record End(Throwable why) implements Arrived {}
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<FeedRequest> started) {
        started.disableAutoRequestWithInitial(AHEAD);
        call = started;
    }

    @Override
    public void onNext(FeedMessage message) {
        arrived.add(new Arrived.Message(message));
    }

    @Override
    public void onError(Throwable why) {
        arrived.add(new Arrived.End(why));
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("A feed has no end of its own"));
    }

    @Override
    public FeedMessage next() throws LostException, InterruptedException {
        while (true) {
            var next = arrived.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (next instanceof Arrived.Message(FeedMessage message)) {
                var from = call;
                if (from != null) {
                    from.request(1);
                }
                return message;
            }
            if (next instanceof Arrived.End(Throwable why)) {
                throw new LostException("The leader is heard no more", why);
            }
            if (!leads.getAsBoolean()) {
                throw new LostException("Another node leads");
            }
        }
    }

    @Override
    public void close() {
        var from = call;
        if (from != null) {
            from.cancel("Not followed any more", null);
        }
    }
}
