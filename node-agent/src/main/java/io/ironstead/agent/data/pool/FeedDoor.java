package io.ironstead.agent.data.pool;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.model.SiteName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where standbys hear what this node leads. What a connection does not take now waits in the feed, as much as that allows. */
final class FeedDoor {
    private final Feeds feeds;
    private final Executor threads;

    /** What this node leads. */
    interface Feeds {
        Set<String> open(SiteName site);

        Optional<Feed.Subscription> subscribe(SiteName site, String database, Runnable ready);
    }

    /** @param threads to send by; never the thread that commits */
    FeedDoor(Feeds feeds, Executor threads) {
        this.feeds = feeds;
        this.threads = threads;
    }

    void databases(SiteName site, StreamObserver<List<String>> answer) {
        answer.onNext(feeds.open(site).stream().sorted().toList());
        answer.onCompleted();
    }

    /** @param isMember whether who hears is still a machine of the pool */
    void feed(FeedRequest request, StreamObserver<FeedMessage> answers, BooleanSupplier isMember) {
        var stream = new Stream((ServerCallStreamObserver<FeedMessage>) answers, isMember);
        var subscription = feeds.subscribe(request.site(), request.database(), stream::wake);
        if (subscription.isEmpty()) {
            answers.onError(Status.UNAVAILABLE
                    .withDescription("This machine does not lead it, or enough others hear it")
                    .asRuntimeException());
            return;
        }
        stream.begin(subscription.get());
    }

    /** One connection; one thread at a time sends on it. */
    private final class Stream {
        private final ServerCallStreamObserver<FeedMessage> answers;
        private final BooleanSupplier isMember;
        private final AtomicInteger woken = new AtomicInteger();
        private volatile Feed.@Nullable Subscription subscription;
        private boolean ended;

        Stream(ServerCallStreamObserver<FeedMessage> answers, BooleanSupplier isMember) {
            this.answers = answers;
            this.isMember = isMember;
        }

        void begin(Feed.Subscription begun) {
            subscription = begun;
            answers.setOnCancelHandler(begun::close);
            answers.setOnReadyHandler(this::wake);
            wake();
        }

        void wake() {
            if (woken.getAndIncrement() == 0) {
                try {
                    threads.execute(this::run);
                } catch (RejectedExecutionException closing) {
                    // This node stops, and with it every connection.
                    return;
                }
            }
        }

        private void run() {
            int seen;
            do {
                seen = woken.get();
                send();
            } while (!woken.compareAndSet(seen, 0));
        }

        private void send() {
            var from = subscription;
            if (from == null || ended) {
                return;
            }
            if (answers.isCancelled()) {
                from.close();
                ended = true;
                return;
            }
            if (!isMember.getAsBoolean()) {
                end(from, Status.UNAUTHENTICATED.withDescription("Not a machine of this pool any more"));
                return;
            }
            while (answers.isReady()) {
                var next = from.poll();
                if (next == null) {
                    break;
                }
                answers.onNext(next);
            }
            if (from.isOver()) {
                end(from, Status.ABORTED.withDescription("Begin again"));
            }
        }

        private void end(Feed.Subscription from, Status why) {
            ended = true;
            from.close();
            answers.onError(why.asRuntimeException());
        }
    }
}
