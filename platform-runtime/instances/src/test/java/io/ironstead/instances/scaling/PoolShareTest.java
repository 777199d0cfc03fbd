package io.ironstead.instances.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.api.Test;

/** A pool that runs its part of what several nodes run together; the test is the clock. */
class PoolShareTest {
    private static final InstanceId ONE = new InstanceId("i1");
    private static final InstanceId TWO = new InstanceId("i2");

    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private int named;

    private Pool<String> pool(int min, int max) {
        var rules = new Rules(
                min,
                max,
                0,
                4,
                2,
                Duration.ofMillis(10),
                Duration.ofMillis(30),
                Optional.of(Duration.ofMinutes(5)),
                5,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(1));
        var pool = new Pool<String>(() -> new InstanceId("i" + ++named), rules);
        return pool;
    }

    private List<Decision<String>> request(Pool<String> pool, String name) {
        return pool.request(name, now.plusSeconds(10), now);
    }

    @Test
    void runsWhatIsWantedHereAndNotWhatTheVersionPromises() {
        var pool = pool(3, 3);
        pool.share(new Share(1, 1), now);

        assertThat(pool.serve(now)).containsExactly(new Start<>(ONE, "kept ready"));
        assertThat(pool.ready(ONE, now)).isEmpty();
        assertThat(pool.tick(now.plusSeconds(100))).isEmpty();
        assertThat(pool.share(null, now)).containsExactly(new Start<>(TWO, "kept ready"));
    }

    @Test
    void refusesAtOnceWhatOnlyOtherNodesMayRun() {
        var pool = pool(0, 3);
        pool.share(new Share(0, 0), now);
        pool.serve(now);

        assertThat(request(pool, "a"))
                .containsExactly(new Refuse<>("a", Reason.STOPPING, "Other nodes run this version"));
    }

    @Test
    void wakesForARequestWhereItMayAlthoughNothingIsWantedThere() {
        var pool = pool(0, 3);
        pool.share(new Share(0, 2), now);
        pool.serve(now);

        assertThat(request(pool, "a")).containsExactly(new Start<>(ONE, "woke for 1 request"));
    }

    @Test
    void whatIsWantedElsewhereGoesAfterTenSecondsAndFinishesItsRequests() {
        var pool = pool(0, 3);
        pool.share(new Share(1, 3), now);
        pool.serve(now);
        pool.ready(ONE, now);
        assertThat(request(pool, "a")).containsExactly(new Give<>("a", ONE, false));
        pool.share(new Share(0, 2), now);

        assertThat(pool.tick(now)).isEmpty();
        assertThat(pool.tick(now.plusMillis(9999))).isEmpty();
        assertThat(pool.tick(now.plusSeconds(10))).isEmpty();
        assertThat(pool.room(true, now).instances()).as("takes no new request").isZero();
        assertThat(pool.release(ONE, now.plusSeconds(11))).containsExactly(new Stop<>(ONE, "wanted on other nodes"));
    }

    @Test
    void oneThatWasStartedForWaitingRequestsHasAMinuteToShowThatItIsNeeded() {
        var pool = pool(0, 3);
        pool.share(new Share(1, 3), now);
        pool.serve(now);
        pool.ready(ONE, now);
        for (var name : List.of("a", "b", "c", "d", "e")) {
            request(pool, name);
        }
        now = now.plusMillis(20);
        assertThat(pool.tick(now)).containsExactly(new Start<>(TWO, "1 request waited"));
        pool.ready(TWO, now);
        pool.release(ONE, now);
        pool.release(ONE, now);

        assertThat(pool.tick(now)).isEmpty();
        assertThat(pool.tick(now.plusSeconds(59))).isEmpty();
        pool.share(new Share(2, 3), now.plusSeconds(59));
        assertThat(pool.tick(now.plusSeconds(61))).isEmpty();
        pool.share(new Share(1, 3), now.plusSeconds(62));
        pool.tick(now.plusSeconds(62));
        pool.tick(now.plusSeconds(122));
        assertThat(pool.room(true, now.plusSeconds(122)).instances()).isEqualTo(1);
    }

    @Test
    void memoryForOthersIsMadeByAnIdleOneThatIsOnlyWantedForAWhile() {
        var pool = pool(0, 3);
        pool.share(new Share(1, 3), now);
        pool.serve(now);
        pool.ready(ONE, now);

        assertThat(pool.evictableSince()).contains(now);
    }

    @Test
    void whatThePromiseHoldsIsNotEvicted() {
        var pool = pool(2, 2);
        pool.share(new Share(1, 1), now);
        pool.serve(now);
        pool.ready(ONE, now);

        assertThat(pool.evictableSince()).isEmpty();
    }

    @Test
    void tellsTheAverageOfRequestsThatAreTooShortToBeSeen() {
        var pool = pool(0, 3);
        pool.serve(now);
        pool.share(new Share(1, 3), now);
        pool.ready(ONE, now);
        // One request of 50 ms in each tenth of a second: half a request, on average.
        for (int i = 0; i < 400; i++) {
            request(pool, "r" + i);
            pool.measure(now);
            now = now.plusMillis(50);
            pool.release(ONE, now);
            pool.measure(now);
            now = now.plusMillis(50);
        }

        var load = pool.room(true, now).load();
        assertThat(load.requests()).isCloseTo(0.5f, within(0.02f));
        assertThat(load.idleSeconds()).isZero();
        assertThat(pool.room(true, now.plusSeconds(60)).load().requests()).isLessThan(0.001f);
        assertThat(pool.room(true, now.plusSeconds(60)).load().idleSeconds()).isEqualTo(60);
    }
}
