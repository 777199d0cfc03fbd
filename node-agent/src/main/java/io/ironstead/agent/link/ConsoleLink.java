package io.ironstead.agent.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.ironstead.agent.timers.Timers;
import io.ironstead.link.AgentLink;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One conversation at a time, in these states:
 *
 *   waiting --(back-off over)--> dialling --(first message of the console)--> accepted
 *      ^                            |                                            |
 *      +---- refused, broken, or nothing heard within ACCEPT_WAIT_MAX -----------+
 *
 * Every dial uses a channel of its own: a gRPC channel that failed once waits by its own rules before it tries again.
 * The back-off starts anew only after a conversation that lasted, so a console that accepts and fails at once is not
 * hammered. All state is guarded by the lock; the listener is called without it.
 */
/** Keeps the conversation with the console going. What is sent while nobody listens is kept as {@link Outbox} says. */
public final class ConsoleLink implements AutoCloseable {
    /** From the start of a dial to the console's first message. */
    public static final Duration ACCEPT_WAIT_MAX = Duration.ofSeconds(15);

    /** A conversation this long counts as good. */
    public static final Duration GOOD_AFTER = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(ConsoleLink.class);

    private final Supplier<ManagedChannel> dialer;
    private final Listener listener;
    private final Timers timers;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Outbox outbox = new Outbox();
    private @Nullable Conversation current;
    private Timers.@Nullable Cancellable nextDial;
    private boolean closed;
    private boolean toldOfLoss;

    public ConsoleLink(Supplier<ManagedChannel> dialer, Listener listener, Timers timers, Backoff backoff) {
        this.dialer = dialer;
        this.listener = listener;
        this.timers = timers;
        this.backoff = backoff;
    }

    /** Who hears the console. Messages come one after the other; no call may block for long. */
    public interface Listener {
        /** What to say first on a new connection. */
        ToConsole.Hello hello();

        /** The console has accepted this node and listens. */
        void connected();

        /** @param reply may be used later too, until the conversation is lost */
        void received(ToNode message, Consumer<ToConsole> reply);

        /** The console knows this node's certificate and does not want it: the machine was removed from the pool. */
        void refused();

        /** The console does not listen any more; a tail, for one, has lost its reader. */
        void lost();
    }

    public void start() {
        dial();
    }

    /** Sends now or when the console listens again; never blocks. */
    public void send(ToConsole message) {
        lock.lock();
        try {
            if (closed || (current == null || !current.accepted) && !(message instanceof ToConsole.Happened)) {
                return;
            }
            outbox.add(message);
            flush();
        } finally {
            lock.unlock();
        }
    }

    /** For other calls to the same console; empty while it does not listen. */
    public Optional<Channel> channel() {
        lock.lock();
        try {
            return current != null && current.accepted ? Optional.of(current.channel) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void dial() {
        try {
            begin(listener.hello());
        } catch (RuntimeException broken) {
            // The edge of the dialling timer: whatever it was, this node keeps trying.
            log.atError().setCause(broken).log("The console cannot be dialled");
            giveUp();
            dialLater();
        }
    }

    private void begin(ToConsole.Hello hello) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            var conversation = new Conversation(dialer.get());
            current = conversation;
            conversation.acceptTimeout = timers.after(
                    ACCEPT_WAIT_MAX,
                    () -> conversation.end(Status.DEADLINE_EXCEEDED.withDescription(
                            "The console did not answer within " + ACCEPT_WAIT_MAX.toSeconds() + " s")));
            ClientCalls.asyncBidiStreamingCall(
                    conversation.channel.newCall(AgentLink.CONVERSE, CallOptions.DEFAULT), conversation);
            conversation.out().onNext(hello);
        } finally {
            lock.unlock();
        }
    }

    private void giveUp() {
        lock.lock();
        try {
            if (current != null) {
                current.forget();
            }
        } finally {
            lock.unlock();
        }
    }

    private Duration dialLater() {
        lock.lock();
        try {
            var wait = backoff.next();
            if (!closed) {
                nextDial = timers.after(wait, this::dial);
            }
            return wait;
        } finally {
            lock.unlock();
        }
    }

    /** The lock is held. */
    private void flush() {
        if (current == null || !current.accepted) {
            return;
        }
        while (current.out().isReady()) {
            var message = outbox.poll();
            if (message == null) {
                return;
            }
            current.out().onNext(message);
        }
    }

    private final class Conversation implements ClientResponseObserver<ToConsole, ToNode> {
        final ManagedChannel channel;
        private final long began = timers.nanoTime();
        private @Nullable ClientCallStreamObserver<ToConsole> out;
        Timers.@Nullable Cancellable acceptTimeout;
        boolean accepted;

        Conversation(ManagedChannel channel) {
            this.channel = channel;
        }

        ClientCallStreamObserver<ToConsole> out() {
            if (out == null) {
                throw new IllegalStateException("The call has not been started");
            }
            return out;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ToConsole> requests) {
            out = requests;
            requests.setOnReadyHandler(() -> {
                lock.lock();
                try {
                    if (current == this) {
                        flush();
                    }
                } finally {
                    lock.unlock();
                }
            });
        }

        @Override
        public void onNext(ToNode message) {
            if (accept()) {
                log.atInfo().log("The console listens");
                listener.connected();
            }
            if (isCurrent()) {
                listener.received(message, ConsoleLink.this::send);
            }
        }

        private boolean isCurrent() {
            lock.lock();
            try {
                return current == this;
            } finally {
                lock.unlock();
            }
        }

        private boolean accept() {
            lock.lock();
            try {
                if (current != this || accepted) {
                    return false;
                }
                accepted = true;
                toldOfLoss = false;
                cancelAcceptTimeout();
                flush();
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onError(Throwable failure) {
            end(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            end(Status.UNAVAILABLE.withDescription("The console ended the conversation"));
        }

        void end(Status why) {
            boolean wasAccepted;
            lock.lock();
            try {
                if (current != this) {
                    return;
                }
                wasAccepted = accepted;
                forget();
                outbox.conversationEnded();
                if (wasAccepted && timers.nanoTime() - began >= GOOD_AFTER.toNanos()) {
                    backoff.reset();
                }
                tell(why, dialLater());
            } finally {
                lock.unlock();
            }
            if (wasAccepted) {
                listener.lost();
            }
            if (why.getCode() == Status.Code.PERMISSION_DENIED) {
                listener.refused();
            }
        }

        /** Once per outage: a console that is down for a night must not fill the log. The lock is held. */
        private void tell(Status why, Duration wait) {
            var level = toldOfLoss ? log.atDebug() : log.atWarn();
            toldOfLoss = true;
            level.addKeyValue("code", why.getCode())
                    .addKeyValue("reason", Reasons.of(why))
                    .addKeyValue("nextTryMillis", wait.toMillis())
                    .log("The console does not listen; sites go on, and this node keeps trying");
        }

        /** The lock is held. */
        void forget() {
            current = null;
            cancelAcceptTimeout();
            channel.shutdownNow();
        }

        private void cancelAcceptTimeout() {
            if (acceptTimeout != null) {
                acceptTimeout.cancel();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (nextDial != null) {
                nextDial.cancel();
            }
            if (current != null) {
                current.forget();
            }
        } finally {
            lock.unlock();
        }
    }
}
