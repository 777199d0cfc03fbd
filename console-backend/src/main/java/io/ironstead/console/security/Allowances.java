package io.ironstead.console.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How often each name may do something: some times at once, then once per interval. Its memory is fixed: names share
 * {@value #SLOTS} slots by a keyed hash, so nobody can choose whom he shares with, and no flood of names pushes another
 * one's count out.
 */
public final class Allowances {
    /*
     * One number per slot, after the generic cell rate algorithm (ITU-T I.371): the moment at which the slot's debt is
     * paid off. Each use adds an interval to it; a use is allowed while the debt is less than the burst.
     */
    private static final int SLOTS = 16_384;
    private static final int SEED_BYTES = 32;

    private final AtomicLongArray paidAtMillis = new AtomicLongArray(SLOTS);
    private final long intervalMillis;
    private final long burstMillis;
    private final InstantSource clock;
    private final SecretKeySpec key;

    /**
     * @param burst how many uses are free at once, at least 1
     * @param interval after which one more is
     */
    public Allowances(int burst, Duration interval, InstantSource clock) {
        this.intervalMillis = interval.toMillis();
        this.burstMillis = burst * intervalMillis;
        this.clock = clock;
        var seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        this.key = new SecretKeySpec(seed, "HmacSHA256");
    }

    /** Takes one use of what {@code name} has left; zero when it was there, else how long to wait for the next. */
    public Duration take(String name) {
        int slot = slot(name);
        while (true) {
            long now = clock.millis();
            long paid = paidAtMillis.get(slot);
            long next = Math.max(paid, now) + intervalMillis;
            if (next - now > burstMillis) {
                return Duration.ofMillis(next - now - burstMillis);
            }
            if (paidAtMillis.compareAndSet(slot, paid, next)) {
                return Duration.ZERO;
            }
        }
    }

    /** Gives one use back: it was no guess. */
    public void giveBack(String name) {
        paidAtMillis.addAndGet(slot(name), -intervalMillis);
    }

    private int slot(String name) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            var hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return ((hash[0] & 0xff) << 8 | (hash[1] & 0xff)) % SLOTS;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", impossible);
        }
    }
}
