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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One pool, one event at a time; the test is the clock. */
class PoolTest {
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final Duration PENDING_MIN = Duration.ofMillis(10);
    private static final Duration PENDING_MAX = Duration.ofMillis(30);
    private static final Duration HEALTHY = Duration.ofSeconds(30);
    private static final Duration HOT = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final InstanceId ONE = new InstanceId("i1");
    private static final InstanceId TWO = new InstanceId("i2");
    private static final InstanceId THREE = new InstanceId("i3");

    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private int named;
    private Pool<String> pool;

    @BeforeEach
    void start() {
        pool = pool(rules(0, 3, 0));
        assertThat(pool.serve(now)).isEmpty();
    }

    private Pool<String> pool(Rules rules) {
        named = 0;
        return new Pool<>(() -> new InstanceId("i" + ++named), rules);
    }

    /** Four requests at once, worth another instance above two. */
    private static Rules rules(int min, int max, int spare) {
        return new Rules(
                min,
                max,
                spare,
                4,
                2,
                PENDING_MIN,
                PENDING_MAX,
                Optional.of(GRACE),
                5,
                HEALTHY,
                Duration.ofSeconds(60),
                GRACE);
    }

    private List<Decision<String>> request(String name) {
        return pool.request(name, now.plus(WAIT), now);
    }

    /** A moment later, because an instance that is ready at once was not waited for. */
    private List<Decision<String>> ready(InstanceId id) {
        now = now.plusNanos(1);
        return pool.ready(id, now);
    }

    private void wake() {
        assertThat(request("first")).containsExactly(new Start<>(ONE, "woke for 1 request"));
        assertThat(ready(ONE)).containsExactly(new Give<>("first", ONE, true));
    }

    @Test
    void wakesOneInstanceForTheFirstRequestsAndGivesThemAllOfIt() {
        assertThat(request("a")).containsExactly(new Start<>(ONE, "woke for 1 request"));
        assertThat(request("b")).isEmpty();
        assertThat(ready(ONE)).containsExactly(new Give<>("a", ONE, true), new Give<>("b", ONE, true));
        assertThat(request("c")).containsExactly(new Give<>("c", ONE, false));
    }

    @Test
    void neverGivesMoreThanTheConcurrencyAndThenInOrder() {
        wake();
        for (var name : List.of("b", "c", "d")) {
            assertThat(request(name)).containsExactly(new Give<>(name, ONE, false));
        }
        assertThat(request("e")).isEmpty();
        assertThat(request("f")).isEmpty();
        assertThat(pool.release(ONE, now)).containsExactly(new Give<>("e", ONE, false));
        assertThat(pool.cancel("f")).isTrue();
        assertThat(pool.cancel("f")).isFalse();
        assertThat(pool.release(ONE, now)).isEmpty();
    }

    @Test
    void aFullQueueRefuses() {
        for (int i = 0; i < 5; i++) {
            request("waits" + i);
        }
        assertThat(request("late")).containsExactly(new Refuse<>("late", Reason.OVERLOADED, "5 requests wait already"));
    }

    @Test
    void startsAnotherOnceARequestHasWaitedForTheMinimum() {
        wake();
        List.of("b", "c", "d", "e").forEach(this::request);
        now = now.plus(PENDING_MIN.minusNanos(1));
        assertThat(pool.tick(now)).isEmpty();
        now = now.plusNanos(1);
        assertThat(pool.tick(now)).containsExactly(new Start<>(TWO, "1 request waited"));
        assertThat(pool.tick(now)).isEmpty();
        assertThat(ready(TWO)).containsExactly(new Give<>("e", TWO, true));
    }

    @Test
    void startsSeveralAtATimeOnlyAfterTheMaximumAndWhileAsManyRun() {
        pool = pool(rules(0, 9, 0));
        pool.serve(now);
        wake();
        List.of("b", "c", "d", "e", "f", "g", "h").forEach(this::request);
        now = now.plus(PENDING_MAX);
        assertThat(pool.tick(now)).hasSize(1);
        assertThat(pool.tick(now)).isEmpty();
        ready(TWO);
        // All eight run now: four instances are wanted, two run, and nobody waits.
        now = now.plus(Duration.ofSeconds(1));
        assertThat(pool.tick(now)).containsExactly(new Start<>(THREE, "kept ready"));
    }

    @Test
    void neverExceedsTheMaximum() {
        pool = pool(rules(0, 1, 0));
        pool.serve(now);
        wake();
        List.of("b", "c", "d", "e").forEach(this::request);
        now = now.plusSeconds(9);
        assertThat(pool.tick(now)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(pool.tick(now))
                .containsExactly(new Refuse<>("e", Reason.TIMED_OUT, "All 1 instances were busy all the time"));
    }

    @Test
    void keepsAnInstanceUntilTheLastMomentOfItsGrace() {
        wake();
        pool.release(ONE, now);
        now = now.plus(GRACE.minusNanos(1));
        assertThat(pool.tick(now)).isEmpty();
        now = now.plusNanos(1);
        assertThat(pool.tick(now)).containsExactly(new Stop<>(ONE, "idle"));
        assertThat(request("next")).containsExactly(new Start<>(TWO, "woke for 1 request"));
    }

    @Test
    void fillsTheFirstInstanceToItsTargetSoThatTheOtherMayFallIdle() {
        wake();
        List.of("b", "c", "d", "e").forEach(this::request);
        now = now.plus(PENDING_MIN);
        pool.tick(now);
        ready(TWO);
        for (int i = 0; i < 4; i++) {
            pool.release(ONE, now);
        }
        // One request at TWO, none at ONE: the next joins it below the target of two, the one after that does not.
        assertThat(request("x")).containsExactly(new Give<>("x", TWO, false));
        assertThat(request("y")).containsExactly(new Give<>("y", ONE, false));
    }

    @Test
    void keepsTheMinimumAndASpareOneBeyondTheLoad() {
        pool = pool(rules(1, 3, 1));
        assertThat(pool.serve(now)).containsExactly(new Start<>(ONE, "kept ready"));
        ready(ONE);
        assertThat(request("a")).containsExactly(new Give<>("a", ONE, false), new Start<>(TWO, "kept ready"));
        ready(TWO);
        pool.release(ONE, now);
        now = now.plus(GRACE);
        assertThat(pool.tick(now)).hasSize(1);
        assertThat(pool.tick(now)).isEmpty();
    }

    @Test
    void replacesTheFirstCrashAtOnceAndPausesLongerEachTimeAfter() {
        pool = pool(rules(1, 3, 0));
        pool.serve(now);
        assertThat(pool.ended(ONE, "exit code 1", now)).containsExactly(new Start<>(TWO, "replaces one that ended"));
        assertThat(pool.ended(TWO, "exit code 1", now)).isEmpty();
        assertThat(pool.pausing(now)).contains("exit code 1");
        now = now.plusMillis(999);
        assertThat(pool.tick(now)).isEmpty();
        now = now.plusMillis(1);
        assertThat(pool.tick(now)).containsExactly(new Start<>(THREE, "replaces one that ended"));
        pool.ended(THREE, "exit code 1", now);
        now = now.plusMillis(1999);
        assertThat(pool.tick(now)).isEmpty();
        assertThat(request("a")).singleElement().isInstanceOfSatisfying(Refuse.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.CANNOT_START);
            assertThat(refused.sentence())
                    .isEqualTo("The program ended 3 times in a row (exit code 1); next start in 1 s");
        });
        now = now.plusMillis(1);
        assertThat(request("b")).singleElement().isInstanceOf(Start.class);
    }

    @Test
    void thePauseNeverExceedsItsBoundAndAHealthyInstanceEndsIt() {
        pool = pool(rules(1, 3, 0));
        pool.serve(now);
        for (int crash = 1; crash <= 40; crash++) {
            pool.ended(new InstanceId("i" + named), "exit code 1", now);
            now = now.plusSeconds(60);
            assertThat(pool.tick(now).size() + pool.view().size()).isPositive();
        }
        ready(new InstanceId("i" + named));
        now = now.plus(HEALTHY);
        pool.tick(now);
        assertThat(pool.ended(new InstanceId("i" + named), "exit code 1", now))
                .singleElement()
                .isInstanceOf(Start.class);
    }

    @Test
    void waitingRequestsSurviveACrashAtTheStart() {
        request("a");
        assertThat(pool.ended(ONE, "exit code 1", now)).containsExactly(new Start<>(TWO, "woke for 1 request"));
        assertThat(ready(TWO)).containsExactly(new Give<>("a", TWO, true));
    }

    @Test
    void replacesAnInstanceThatRefusesConnectionsAtOnce() {
        wake();
        pool.release(ONE, now);
        assertThat(pool.unreachable(ONE, now)).containsExactly(new Stop<>(ONE, "refused connections"));
        assertThat(request("a")).containsExactly(new Start<>(TWO, "woke for 1 request"));
        assertThat(pool.unreachable(ONE, now)).isEmpty();
    }

    @Test
    void aDrainingPoolFinishesWhatRunsWithinItsGrace() {
        wake();
        request("b");
        assertThat(pool.drain("replaced", now)).isEmpty();
        assertThat(request("c")).containsExactly(new Refuse<>("c", Reason.STOPPING, "replaced"));
        assertThat(pool.release(ONE, now)).isEmpty();
        assertThat(pool.release(ONE, now)).containsExactly(new Stop<>(ONE, "replaced"));
        assertThat(pool.isDrained()).isFalse();
        pool.ended(ONE, "replaced", now);
        assertThat(pool.isDrained()).isTrue();
    }

    @Test
    void aRequestThatNeverEndsIsBrokenOffAfterTheGrace() {
        wake();
        pool.drain("replaced", now);
        now = now.plus(GRACE.minusNanos(1));
        assertThat(pool.tick(now)).isEmpty();
        now = now.plusNanos(1);
        assertThat(pool.tick(now)).containsExactly(new Stop<>(ONE, "replaced"));
    }

    @Test
    void holdsRequestsWhileTheVersionIsBuilt() {
        pool = pool(rules(0, 3, 0));
        assertThat(request("a")).isEmpty();
        assertThat(pool.handOver()).containsOnlyKeys("a");
        request("b");
        assertThat(pool.serve(now)).containsExactly(new Start<>(ONE, "woke for 1 request"));
    }

    @Test
    void aStartWithoutRoomIsTriedAgainAndIsNoCrash() {
        request("a");
        assertThat(pool.noRoom(ONE, now)).isEmpty();
        now = now.plusMillis(199);
        assertThat(pool.tick(now)).isEmpty();
        now = now.plusMillis(1);
        assertThat(pool.tick(now)).containsExactly(new Start<>(TWO, "woke for 1 request"));
        assertThat(pool.pausing(now)).isEmpty();
        pool.noRoom(TWO, now);
        now = now.plus(WAIT);
        assertThat(pool.tick(now))
                .first()
                .isEqualTo(new Refuse<>("a", Reason.TIMED_OUT, "This node has no memory left for another instance"));
    }

    @Test
    void evictsOnlyWhatIsIdleAndNotKeptOnPurpose() {
        wake();
        assertThat(pool.evictableSince()).isEmpty();
        pool.release(ONE, now);
        assertThat(pool.evictableSince()).contains(now);
        pool.change(rules(1, 3, 0), now);
        assertThat(pool.evict("made room", now)).isEmpty();
        pool.change(rules(0, 3, 0), now);
        assertThat(pool.evict("made room", now)).containsExactly(new Stop<>(ONE, "made room"));
    }

    @Test
    void aProgramThatComputesHarderThanMeantGetsHelpOnceThatLasts() {
        pool = pool(rules(0, 3, 0).withProcessors(0.6, 2));
        pool.serve(now);
        wake();
        busy(0.61);
        now = now.plus(HOT.minusNanos(1));
        assertThat(busy(0.61)).isEmpty();
        now = now.plusNanos(1);
        assertThat(busy(0.61)).containsExactly(new Start<>(TWO, "the others are too busy"));
        assertThat(busy(0.61)).isEmpty();
        ready(TWO);
        // Both are needed: the next request goes to the emptier one, although the other is below its target.
        busy(0.61);
        assertThat(request("b")).containsExactly(new Give<>("b", TWO, false));
        // There are no more processors, whatever the load.
        busy(2);
        now = now.plus(HOT);
        assertThat(busy(2)).isEmpty();
        // One would do: the fuller one is chosen again, so that the other may fall idle.
        pool.release(TWO, now);
        busy(0.6);
        assertThat(request("c")).containsExactly(new Give<>("c", ONE, false));
    }

    @Test
    void heatThatPassesOrThatNoVisitorCausesStartsNothing() {
        pool = pool(rules(0, 3, 0).withProcessors(0.6, 2));
        pool.serve(now);
        wake();
        busy(1);
        now = now.plus(HOT.minusNanos(1));
        busy(0.6);
        now = now.plusNanos(1);
        assertThat(busy(1)).isEmpty();
        pool.release(ONE, now);
        now = now.plus(HOT);
        assertThat(busy(1)).isEmpty();
        assertThat(request("a"))
                .containsExactly(new Give<>("a", ONE, false), new Start<>(TWO, "the others are too busy"));
    }

    private List<Decision<String>> busy(double processors) {
        pool.observe(processors, now);
        return pool.tick(now);
    }
}
