package io.ironstead.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.security.SignInThrottle.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final List<String> told = new ArrayList<>();
    private final SignInThrottle throttle =
            new SignInThrottle((account, address, what) -> told.add(account + " " + address + " " + what), () -> now);

    private boolean mayTry(String account, String address) {
        return throttle.begin(account, address) instanceof Attempt.Allowed;
    }

    private void guess(String account, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(mayTry(account, address)).as("guess %d", i).isTrue();
        }
    }

    @Test
    void tenWrongPasswordsAreFreeThenOneEveryHalfMinute() {
        guess("ana", "192.0.2.1", 10);
        assertThat(throttle.begin("ana", "192.0.2.1")).isEqualTo(new Attempt.TooMany(HALF_MINUTE));

        now = now.plus(HALF_MINUTE).minusMillis(1);
        assertThat(throttle.begin("ana", "192.0.2.1")).isEqualTo(new Attempt.TooMany(Duration.ofMillis(1)));
        now = now.plusMillis(1);
        assertThat(mayTry("ana", "192.0.2.1")).isTrue();
        assertThat(mayTry("ana", "192.0.2.1")).isFalse();
    }

    @Test
    void anAccountIsGuardedAgainstManyAddresses() {
        for (int i = 0; i < 10; i++) {
            guess("ana", "192.0.2." + i, 1);
        }
        assertThat(mayTry("ana", "192.0.2.77")).isFalse();
        assertThat(mayTry(" ANA ", "192.0.2.77"))
                .as("the same, written otherwise")
                .isFalse();
        assertThat(mayTry("ben", "192.0.2.77")).isTrue();
    }

    @Test
    void anAddressThatTriesManyAccountsIsStopped() {
        for (int i = 0; i < 30; i++) {
            guess("user-" + i, "192.0.2.1", 1);
        }
        assertThat(throttle.begin("user-99", "192.0.2.1")).isEqualTo(new Attempt.TooMany(Duration.ofSeconds(10)));
        assertThat(mayTry("user-99", "192.0.2.2")).isTrue();
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        for (int i = 0; i < 30; i++) {
            guess("user-" + i, "2001:db8:1:2::" + Integer.toHexString(i + 1), 1);
        }
        assertThat(mayTry("user-99", "2001:db8:1:2:ffff::9")).isFalse();
        assertThat(mayTry("user-99", "2001:db8:1:3::1")).isTrue();
    }

    @Test
    void rightPasswordsAreNotCounted() {
        for (int i = 0; i < 100; i++) {
            guess("ana", "192.0.2.1", 1);
            throttle.succeeded("ana", "192.0.2.1");
        }
    }

    @Test
    void aGuesserDoesNotLockOutWhoHasSignedInFromHereBefore() {
        guess("ana", "192.0.2.1", 1);
        throttle.succeeded("ana", "192.0.2.1");
        guess("ana", "198.51.100.1", 10);
        assertThat(mayTry("ana", "198.51.100.1")).isFalse();

        guess("ana", "192.0.2.1", 10);
        assertThat(mayTry("ana", "192.0.2.1"))
                .as("his own count is bounded too")
                .isFalse();
    }

    @Test
    void manyAtOnceGainNothing() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 200; i++) {
                attempts.add(() -> mayTry("ana", "192.0.2.1"));
            }
            int allowed = 0;
            for (var attempt : threads.invokeAll(attempts)) {
                allowed += attempt.get() ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(10);
        }
    }

    @Test
    void theAuditLogHearsOfItOnceInTenMinutes() {
        guess("ana", "192.0.2.1", 10);
        for (int i = 0; i < 100; i++) {
            mayTry("ana", "192.0.2.1");
        }
        assertThat(told).containsExactly("ana 192.0.2.1 for this account", "ana 192.0.2.1 from this address");
        now = now.plus(Duration.ofMinutes(10));
        guess("ana", "192.0.2.1", 10);
        mayTry("ana", "192.0.2.1");
        assertThat(told).hasSize(3);
    }

    @Test
    void neverMoreThanTheBurstAndOnePerInterval() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var throttleOfRun = new SignInThrottle((account, address, what) -> {}, () -> now);
            var start = now;
            int allowed = 0;
            for (int i = 0; i < 500; i++) {
                now = now.plusMillis(random.nextInt(4_000));
                var address = "192.0.2." + random.nextInt(200);
                if (throttleOfRun.begin("ana", address) instanceof Attempt.Allowed) {
                    allowed++;
                }
                long limit = 10 + Duration.between(start, now).dividedBy(HALF_MINUTE);
                assertThat((long) allowed).as("seed %d, attempt %d", seed, i).isLessThanOrEqualTo(limit);
            }
        }
    }
}
