package io.ironstead.console.agentlink;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.ToNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The console's side of one machine's standing call. Desired states that the machine has not taken yet are replaced by
 * newer ones; other messages wait in a short queue.
 */
final class Conversation {
    private static final int WAITING_MAX = 1_000;

    private final NodeId node;
    private final ServerCallStreamObserver<ToNode> out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<ToNode> waiting = new ArrayDeque<>();
    private @Nullable DesiredState desired;

    Conversation(NodeId node, ServerCallStreamObserver<ToNode> out) {
        this.node = node;
        this.out = out;
    }

    NodeId node() {
        return node;
    }

    void want(DesiredState state) {
        lock.lock();
        try {
            if (desired == null || desired.revision() < state.revision()) {
                desired = state;
            }
        } finally {
            lock.unlock();
        }
        drain();
    }

    void send(ToNode message) {
        lock.lock();
        try {
            if (waiting.size() >= WAITING_MAX) {
                // A machine that takes nothing for so long is not there; it comes back with a new call.
                end(Status.RESOURCE_EXHAUSTED.withDescription("This machine does not read its messages"));
                return;
            }
            waiting.add(message);
        } finally {
            lock.unlock();
        }
        drain();
    }

    /** Sends what the transport takes without buffering more; called again when it is ready for more. */
    void drain() {
        lock.lock();
        try {
            while (out.isReady() && !out.isCancelled()) {
                var next = next();
                if (next.isEmpty()) {
                    return;
                }
                out.onNext(next.get());
            }
        } finally {
            lock.unlock();
        }
    }

    void end(Status status) {
        lock.lock();
        try {
            if (!out.isCancelled()) {
                out.onError(status.asRuntimeException());
            }
        } catch (IllegalStateException ended) {
            // The other side was faster.
        } finally {
            lock.unlock();
        }
    }

    private Optional<ToNode> next() {
        if (desired != null) {
            var state = desired;
            desired = null;
            return Optional.of(new ToNode.Desired(state));
        }
        return Optional.ofNullable(waiting.poll());
    }
}
