package io.ironstead.instances.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.instances.scaling.Decision.Give;
import io.ironstead.instances.scaling.Decision.Refuse;
import io.ironstead.instances.scaling.Decision.Start;
import io.ironstead.instances.scaling.Decision.Stop;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NoInstanceException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pool between random visitors and random programs. Always: no instance has more requests than it may, there are
 * never more instances than allowed, no request is answered twice, nobody is sent to an instance that is not ready.
 * Once the faults stop: every request has its answer, and without visitors everything sleeps.
 */
class PoolSimulationTest {
    private static final int STEPS = 600;

    /** 50 fresh seeds; {@code -Dseeds=N} for more, {@code -Dseed=S} to replay one. */
    static LongStream seeds() {
        var one = Long.getLong("seed");
        return one != null ? LongStream.of(one) : new Random().longs(Integer.getInteger("seeds", 50));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRequestGetsOneAnswerAndNoInstanceTooMany(long seed) {
        new World(seed).run();
    }

    private static final class World {
        private final long seed;
        private final Random random;
        private final Rules rules;
        private final Pool<Integer> pool;
        private final Map<InstanceId, Integer> running = new LinkedHashMap<>();
        private final Set<InstanceId> starting = new HashSet<>();
        private final Set<InstanceId> stopping = new HashSet<>();
        private final Set<Integer> unanswered = new HashSet<>();
        private final List<InstanceId> places = new ArrayList<>();
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");
        private int names;
        private int requests;
        private int given;

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            int concurrency = 1 + random.nextInt(6);
            int max = 1 + random.nextInt(5);
            rules = new Rules(
                    0,
                    max,
                    0,
                    concurrency,
                    1 + random.nextInt(concurrency),
                    Duration.ofMillis(random.nextInt(20)),
                    Duration.ofMillis(20 + random.nextInt(50)),
                    Optional.of(Duration.ofSeconds(1 + random.nextInt(20))),
                    1 + random.nextInt(50),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(3));
            pool = new Pool<>(() -> new InstanceId("i" + ++names), rules);
        }

        void run() {
            if (random.nextBoolean()) {
                obey(pool.serve(now));
            }
            for (int step = 0; step < STEPS; step++) {
                now = now.plusMillis(random.nextInt(random.nextInt(20) == 0 ? 5_000 : 30));
                disturb();
                hold();
            }
            settleDown();
        }

        private void disturb() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> request();
                case 4, 5 -> finish();
                case 6 -> obey(pool.tick(now));
                case 7 -> obey(pool.serve(now));
                case 8 -> pick(starting).ifPresent(this::comesUp);
                case 9 ->
                    pick(random.nextBoolean() ? starting : running.keySet()).ifPresent(this::dies);
                case 10 -> pick(stopping).ifPresent(this::dies);
                default -> rareFault();
            }
        }

        private void rareFault() {
            switch (random.nextInt(5)) {
                case 0 -> pick(running.keySet()).ifPresent(id -> obey(pool.retire(id, "retired", now)));
                case 1 -> pick(running.keySet()).ifPresent(id -> obey(pool.unreachable(id, now)));
                case 2 ->
                    pick(starting).ifPresent(id -> {
                        starting.remove(id);
                        obey(pool.noRoom(id, now));
                    });
                case 3 -> pick(unanswered).filter(pool::cancel).ifPresent(unanswered::remove);
                default -> obey(pool.evict("made room", now));
            }
        }

        private void request() {
            int id = ++requests;
            unanswered.add(id);
            obey(pool.request(id, now.plusSeconds(1 + random.nextInt(10)), now));
        }

        private void finish() {
            if (!places.isEmpty()) {
                var place = places.remove(random.nextInt(places.size()));
                running.computeIfPresent(place, (id, count) -> count - 1);
                obey(pool.release(place, now));
            }
        }

        private void comesUp(InstanceId id) {
            starting.remove(id);
            running.put(id, 0);
            obey(pool.ready(id, now));
        }

        private void dies(InstanceId id) {
            starting.remove(id);
            running.remove(id);
            stopping.remove(id);
            obey(pool.ended(id, "exit code 1", now));
        }

        private <T> Optional<T> pick(Set<T> from) {
            return from.isEmpty()
                    ? Optional.empty()
                    : from.stream().skip(random.nextInt(from.size())).findFirst();
        }

        private void obey(List<Decision<Integer>> decisions) {
            for (var decision : decisions) {
                switch (decision) {
                    case Give<Integer>(Integer waiter, InstanceId id, boolean _) -> {
                        check(unanswered.remove(waiter), "an answer to a request that has none coming: " + waiter);
                        check(running.containsKey(id), "sent to an instance that is not ready: " + id);
                        running.merge(id, 1, Integer::sum);
                        places.add(id);
                        given++;
                    }
                    case Refuse<Integer>(Integer waiter, Reason _, String sentence) -> {
                        check(unanswered.remove(waiter), "a second answer to " + waiter);
                        check(!sentence.isBlank(), "a refusal without a reason");
                    }
                    case Start<Integer>(InstanceId id, String _) -> starting.add(id);
                    case Stop<Integer>(InstanceId id, String _) -> {
                        check(starting.remove(id) | running.remove(id) != null, "stopped what does not run: " + id);
                        stopping.add(id);
                    }
                }
            }
        }

        private void hold() {
            running.forEach((id, count) -> check(count <= rules.concurrency(), count + " requests at " + id));
            check(starting.size() + running.size() <= rules.instancesMax() + leaving(), "too many instances");
            check(pool.waiting() <= rules.waitingMax(), "too many waiting");
            check(pool.waiting() == unanswered.size(), "requests that nobody knows");
        }

        /** Told to end, but finishing a request. */
        private int leaving() {
            return (int) pool.view().stream()
                    .filter(member -> running.containsKey(member.id()))
                    .filter(member -> member.state() == io.ironstead.model.control.InstanceReport.State.STOPPING)
                    .count();
        }

        /** No more faults: what was asked is answered, and then everything sleeps. */
        private void settleDown() {
            obey(pool.serve(now));
            int before = given;
            request();
            for (int step = 0;
                    step < 4_000 && !(unanswered.isEmpty() && running.isEmpty() && starting.isEmpty());
                    step++) {
                now = now.plusMillis(20);
                List.copyOf(starting).forEach(this::comesUp);
                List.copyOf(stopping).forEach(this::dies);
                while (!places.isEmpty()) {
                    finish();
                }
                obey(pool.tick(now));
                hold();
            }
            check(unanswered.isEmpty(), "requests without an answer: " + unanswered);
            check(running.isEmpty() && starting.isEmpty(), "never fell asleep: " + pool.view());
            now = now.plusSeconds(60);
            request();
            List.copyOf(starting).forEach(this::comesUp);
            check(given > before && unanswered.isEmpty(), "does not wake any more");
        }

        private void check(boolean holds, String what) {
            assertThat(holds).as("-Dseed=%d: %s", seed, what).isTrue();
        }
    }
}
