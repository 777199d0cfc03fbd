package io.ironstead.cluster;

import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.topic.ITopic;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.PoolMember;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else is alive, and what they have: by cards that all nodes publish. A hint, never a lock: a node that is not named
 * may run, and one that is named may just have died. All methods may be called by any thread.
 *
 * @see <a href="../../../../../../../../docs/decisions/104-many-nodes-one-pool.md">decision 104</a>
 */
public final class Neighbours {
    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);
    private static final String TOPIC = "cards";

    private final Member member;
    private final NodeId self;
    private final LongFunction<NodeCard> own;
    private final LongSupplier nanos;
    private final CardTable table = new CardTable();
    private final AtomicLong number = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean others;
    private volatile Catalogue catalogue = Catalogue.NONE;
    private @Nullable HazelcastInstance subscribed;

    /**
     * @param own makes this node's card with a number
     * @param nanos a clock that only goes forward
     */
    public Neighbours(Member member, NodeId self, LongFunction<NodeCard> own, LongSupplier nanos) {
        this.member = member;
        this.self = self;
        this.own = own;
        this.nanos = nanos;
    }

    /** The machines of the pool, by the console's list. Starts the member, in the background, when there is another. */
    public void members(List<PoolMember> pool) {
        var rest = pool.stream().filter(one -> !one.node().equals(self)).toList();
        table.members(rest.stream().map(PoolMember::node).collect(Collectors.toSet()));
        member.others(rest.stream()
                .map(one -> one.at().host() + ":" + one.at().memberPort())
                .toList());
        others = !rest.isEmpty();
        if (others) {
            member.start();
        }
    }

    /** Tells the others of this node. To be called twice a second and when something changed; never waits for them. */
    public void tell() {
        if (!others) {
            return;
        }
        try {
            member.running().ifPresent(running -> {
                var topic = topic(running);
                var card = own.apply(number.incrementAndGet());
                catalogue = card.catalogue();
                topic.publish(CardText.write(card));
            });
        } catch (HazelcastException | HazelcastInstanceNotActiveException stopped) {
            // It is joining, merging or ending: the next card says the same.
            log.atDebug().setCause(stopped).log("A card was not published");
        }
    }

    private ITopic<byte[]> topic(HazelcastInstance running) {
        ITopic<byte[]> topic = running.getTopic(TOPIC);
        lock.lock();
        try {
            if (subscribed != running) {
                topic.addMessageListener(message -> hear(message.getMessageObject()));
                running.getCluster().addMembershipListener(new Leaving());
                subscribed = running;
            }
        } finally {
            lock.unlock();
        }
        return topic;
    }

    private void hear(byte[] bytes) {
        try {
            table.hear(CardText.read(bytes).readBy(catalogue), nanos.getAsLong());
        } catch (IOException stranger) {
            log.atDebug().setCause(stranger).log("Something that is no card was published");
        }
    }

    /** The newest card of every other node that was heard of within the last two seconds, in no order. */
    public List<NodeCard> alive() {
        return table.alive(nanos.getAsLong());
    }

    private final class Leaving extends MembershipAdapter {
        @Override
        public void memberRemoved(MembershipEvent event) {
            var node = event.getMember().getAttribute(Member.NODE);
            if (node != null) {
                table.gone(new NodeId(node));
            }
        }
    }
}
