package io.ironstead.cluster.routing;

import io.ironstead.cluster.NodeCard;
import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One peer: how to reach its broker, and what this node has sent there that its card cannot tell yet. */
final class PeerPlace {
    private static final long HEARD = Long.MIN_VALUE;

    private final NodeId node;
    private final InstanceId pooledAs;
    private final Map<VersionKey, AtomicInteger> sent = new ConcurrentHashMap<>();
    private volatile NodeCard card;
    private volatile Dialer dialer;
    private volatile long distrustedUntil = Long.MIN_VALUE;
    private final AtomicLong silentSince = new AtomicLong(HEARD);

    PeerPlace(NodeCard card) {
        this.node = card.node();
        this.pooledAs = new InstanceId(card.node().value());
        this.card = card;
        this.dialer = dialerOf(card);
    }

    private static Dialer dialerOf(NodeCard card) {
        return new Dialer(new InetSocketAddress(card.host(), card.peerPort()), Runnable::run);
    }

    /** A newer card tells of what was sent before it. */
    void update(NodeCard next) {
        var before = card;
        if (before == next) {
            return;
        }
        card = next;
        silentSince.set(HEARD);
        if (!before.host().equals(next.host()) || before.peerPort() != next.peerPort()) {
            dialer = dialerOf(next);
        }
        sent.clear();
    }

    NodeId node() {
        return node;
    }

    /** Under which name connections to it are pooled: beside instances, whose names are never those of nodes. */
    InstanceId pooledAs() {
        return pooledAs;
    }

    Dialer dialer() {
        return dialer;
    }

    NodeCard card() {
        return card;
    }

    void sent(VersionKey version) {
        sent.computeIfAbsent(version, _ -> new AtomicInteger()).incrementAndGet();
    }

    void back(VersionKey version) {
        sent.computeIfPresent(version, (_, count) -> {
            count.updateAndGet(now -> Math.max(0, now - 1));
            return count;
        });
    }

    int sentOf(VersionKey version) {
        var count = sent.get(version);
        return count == null ? 0 : count.get();
    }

    void distrust(long until) {
        distrustedUntil = until;
    }

    /**
     * For how long nothing was heard of it, as far as anybody has looked.
     *
     * @param heard its card counts now
     */
    long silentFor(boolean heard, long now) {
        if (heard) {
            silentSince.set(HEARD);
            return 0;
        }
        long since = silentSince.updateAndGet(before -> before == HEARD ? now : before);
        return now - since;
    }

    boolean isTrusted(long now) {
        return distrustedUntil == Long.MIN_VALUE || now - distrustedUntil >= 0;
    }
}
