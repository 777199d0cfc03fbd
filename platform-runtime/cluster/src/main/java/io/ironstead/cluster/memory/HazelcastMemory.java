package io.ironstead.cluster.memory;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.ironstead.cluster.Member;
import io.ironstead.cluster.MemberSettings;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool's memory on Hazelcast: each segment of a site is one entry of a map without copies, changed by commands that
 * travel to its owner. Starts when first used.
 *
 * @see <a href="../../../../../../../../../docs/decisions/100-hazelcast-for-shared-memory.md">decision 100</a>
 */
public final class HazelcastMemory implements MemcacheStorage, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HazelcastMemory.class);
    private static final String MAP = "memcache";
    private static final Duration TRIM_MAX = Duration.ofSeconds(30);

    private final Member member;
    private final NodeRoom room;
    private final AtomicBoolean trimming = new AtomicBoolean();

    /** On a member of its own, which knows no other. */
    public HazelcastMemory(NodeId node, MemoryLimits limits, InstantSource clock, RandomGenerator random) {
        this(new Member(MemberSettings.alone(node)), limits, clock, random);
    }

    /**
     * @param member not started yet; ends with this
     * @param random where ids begin that must not come twice
     */
    public HazelcastMemory(Member member, MemoryLimits limits, InstantSource clock, RandomGenerator random) {
        this.member = member;
        room = new NodeRoom(limits, clock, random, this::crowded);
        member.configure(this::configure);
    }

    private void configure(Config config) {
        config.getUserContext().put(NodeRoom.NAME, room);
        Serializers.register(config.getSerializationConfig());
        config.addMapConfig(new MapConfig(MAP)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setBackupCount(0)
                .setStatisticsEnabled(false)
                .setPerEntryStatsEnabled(false)
                // After the pool was split the smaller part forgets what it kept: a miss is better than an old value.
                .setMergePolicyConfig(new MergePolicyConfig("DiscardMergePolicy", 100)));
    }

    /** Starts it in the background, so that the first program does not wait. */
    public void start() {
        member.start();
    }

    /** True once it was used; until then it costs nothing. */
    public boolean isStarted() {
        return member.isStarted();
    }

    @Override
    public List<Optional<CachedItem>> get(SiteName site, List<ItemKey> keys, Deadline deadline) {
        return look(site, keys, false, deadline);
    }

    @Override
    public List<Optional<CachedItem>> peek(SiteName site, List<ItemKey> keys, Deadline deadline) {
        return look(site, keys, true, deadline);
    }

    private List<Optional<CachedItem>> look(SiteName site, List<ItemKey> keys, boolean peek, Deadline deadline) {
        return spread(
                site,
                keys,
                key -> key,
                part -> new Command.Get(part, peek),
                reply -> reply instanceof Reply.Items items ? items.items() : unexpected(reply),
                deadline);
    }

    @Override
    public List<StoreStatus> store(SiteName site, List<StoreItem> items, Deadline deadline) {
        return spread(
                site,
                items,
                StoreItem::key,
                Command.Store::new,
                reply -> reply instanceof Reply.Stored stored ? stored.statuses() : unexpected(reply),
                deadline);
    }

    @Override
    public List<DeleteStatus> delete(SiteName site, List<DeleteItem> items, Deadline deadline) {
        return spread(
                site,
                items,
                DeleteItem::key,
                Command.Delete::new,
                reply -> reply instanceof Reply.Deleted deleted ? deleted.statuses() : unexpected(reply),
                deadline);
    }

    @Override
    public List<IncrementResult> increment(SiteName site, List<IncrementItem> items, Deadline deadline) {
        return spread(
                site,
                items,
                IncrementItem::key,
                Command.Increment::new,
                reply -> reply instanceof Reply.Incremented changed ? changed.results() : unexpected(reply),
                deadline);
    }

    @Override
    public void flush(SiteName site, Deadline deadline) {
        everywhere(site, new Command.Flush(), deadline);
    }

    @Override
    public MemcacheStats stats(SiteName site, Deadline deadline) {
        return everywhere(site, new Command.Stats(), deadline);
    }

    private static <T> T unexpected(Reply reply) {
        throw new IllegalStateException(
                "A member answered with " + reply.getClass().getSimpleName());
    }

    /** Sends each segment its part, all at once, and puts the answers in order. */
    private <T, R> List<R> spread(
            SiteName site,
            List<T> items,
            Function<T, ItemKey> keyOf,
            Function<List<T>, Command> commandOf,
            Function<Reply, List<R>> answersOf,
            Deadline deadline) {
        var places = new HashMap<Integer, List<Integer>>();
        for (int i = 0; i < items.size(); i++) {
            int segment = SegmentKey.segmentOf(keyOf.apply(items.get(i)));
            places.computeIfAbsent(segment, key -> new ArrayList<>()).add(i);
        }
        var map = map(deadline);
        var asked = new HashMap<Integer, CompletableFuture<Reply>>();
        places.forEach((segment, indexes) -> {
            var part = indexes.stream().map(items::get).toList();
            asked.put(segment, submit(map, SegmentKey.of(site, segment), commandOf.apply(part)));
        });
        var answers = new ArrayList<R>(java.util.Collections.nCopies(items.size(), null));
        asked.forEach((segment, future) -> {
            var part = answersOf.apply(await(future, deadline));
            var indexes = places.getOrDefault(segment, List.of());
            for (int i = 0; i < indexes.size(); i++) {
                answers.set(indexes.get(i), part.get(i));
            }
        });
        return answers;
    }

    private MemcacheStats everywhere(SiteName site, Command command, Deadline deadline) {
        var map = map(deadline);
        var asked = new ArrayList<CompletableFuture<Reply>>();
        for (int segment = 0; segment < SegmentKey.SEGMENTS; segment++) {
            asked.add(submit(map, SegmentKey.of(site, segment), command));
        }
        var sum = MemcacheStats.NONE;
        for (var future : asked) {
            var reply = await(future, deadline);
            sum = sum.plus(reply instanceof Reply.Counted counted ? counted.stats() : unexpected(reply));
        }
        return sum;
    }

    private IMap<String, Segment> map(Deadline deadline) {
        return member.get(deadline)
                .orElseThrow(() -> new MemoryUnavailableException("The shared memory does not run yet"))
                .getMap(MAP);
    }

    private static CompletableFuture<Reply> submit(IMap<String, Segment> map, String key, Command command) {
        try {
            return map.submitToKey(key, new SegmentTask(command)).toCompletableFuture();
        } catch (HazelcastException | HazelcastInstanceNotActiveException stopped) {
            throw new MemoryUnavailableException("The shared memory does not run", stopped);
        }
    }

    private static Reply await(CompletableFuture<Reply> asked, Deadline deadline) {
        try {
            return asked.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new MemoryUnavailableException("The shared memory did not answer in time", late);
        } catch (ExecutionException failed) {
            throw new MemoryUnavailableException("The shared memory failed", failed.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new MemoryUnavailableException("Interrupted while waiting for the shared memory", stopping);
        }
    }

    /** One more site: all others make room, in the background and once at a time. */
    private void crowded() {
        if (trimming.compareAndSet(false, true)) {
            Thread.ofVirtual().name("memory-trim").start(() -> {
                // First: a site that comes from now on must not be missed.
                trimming.set(false);
                trim();
            });
        }
    }

    private void trim() {
        try {
            Map<String, Reply> left = map(Deadline.in(TRIM_MAX)).executeOnEntries(new SegmentTask(new Command.Trim()));
            var inhabited = new HashSet<String>();
            left.forEach((key, reply) -> {
                if (reply instanceof Reply.Counted counted && counted.stats().items() > 0) {
                    inhabited.add(SegmentKey.siteOf(key));
                }
            });
            room.retain(inhabited);
        } catch (MemoryUnavailableException | HazelcastException | HazelcastInstanceNotActiveException stopped) {
            log.atDebug().setCause(stopped).log("Segments were not trimmed");
        }
    }

    @Override
    public void close() {
        member.close();
    }
}
