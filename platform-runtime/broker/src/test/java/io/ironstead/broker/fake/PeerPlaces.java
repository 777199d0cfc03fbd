package io.ironstead.broker.fake;

import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.NodeId;
import io.ironstead.model.PeerSource;
import io.ironstead.model.VersionKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends requests to peers as the test says; the last one is the one that stays. Keeps account of leases. */
public final class PeerPlaces implements PeerSource {
    private final ArrayDeque<There> order = new ArrayDeque<>();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger unreachable = new AtomicInteger();

    private record There(String node, InetSocketAddress address) {}

    public synchronized void next(String node, InetSocketAddress address) {
        order.add(new There(node, address));
    }

    /** From now on nothing is heard of this node. */
    public void lose(String node) {
        lost.add(node);
    }

    @Override
    public CompletableFuture<Lease> lease(VersionKey version, Duration waitMax) {
        return elsewhere(version)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new NoInstanceException(NoInstanceException.Reason.STOPPING, "no peer")));
    }

    @Override
    public synchronized Optional<Lease> elsewhere(VersionKey version) {
        if (order.isEmpty()) {
            return Optional.empty();
        }
        var there = order.size() > 1 ? order.removeFirst() : order.getFirst();
        open.incrementAndGet();
        return Optional.of(new Place(there));
    }

    public int open() {
        return open.get();
    }

    public int unreachable() {
        return unreachable.get();
    }

    private final class Place implements Lease {
        private final There there;
        private boolean closed;

        Place(There there) {
            this.there = there;
        }

        @Override
        public InstanceId instance() {
            // Two nodes of one name at two addresses are two in these tests.
            return new InstanceId(there.node() + "-" + there.address().getPort());
        }

        @Override
        public Dialer dialer() {
            return new Dialer(there.address(), Runnable::run);
        }

        @Override
        public Optional<NodeId> peer() {
            return Optional.of(new NodeId(there.node()));
        }

        @Override
        public boolean lost() {
            return lost.contains(there.node());
        }

        @Override
        public boolean cold() {
            return false;
        }

        @Override
        public void unreachable() {
            unreachable.incrementAndGet();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
