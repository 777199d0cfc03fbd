package io.ironstead.instances.scaling;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a version needs more instances. It remembers since when there has been more load than the instances are meant
 * to carry, and since when the present set of instances has had its chance.
 *
 * @param pressedSince {@code Instant.MAX}: not pressed
 * @param changed when the last instance became ready: requests that wait since before it say nothing about it
 */
record Growth(Instant pressedSince, Instant changed) {
    static final Growth NONE = new Growth(Instant.MAX, Instant.MIN);

    /** A set of instances that is busier than meant, but keeps nobody waiting, may stay so for this long. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** What there is. {@code oldest} is when the first of the {@code waiting} requests came. */
    record Seen(int starting, int ready, int running, int waiting, Instant oldest, int floor) {}

    static Growth since(Instant ready) {
        return new Growth(Instant.MAX, ready);
    }

    boolean isPressed() {
        return !pressedSince.equals(Instant.MAX);
    }

    Growth observe(Rules rules, int load, int alive, Instant now) {
        if (wanted(rules, load) <= alive) {
            return isPressed() ? new Growth(Instant.MAX, changed) : this;
        }
        return isPressed() ? this : new Growth(now, changed);
    }

    private static int wanted(Rules rules, int load) {
        return Math.ceilDiv(load, rules.target());
    }

    /** How many to start now. Never more at a time than run already, so that starting leaves them processor time. */
    int starts(Rules rules, Seen seen, Instant now) {
        int alive = seen.starting() + seen.ready();
        int atOnce = Math.max(1, seen.ready()) - seen.starting();
        int most = Math.min(atOnce, rules.instancesMax() - alive);
        if (most <= 0) {
            return 0;
        }
        if (alive < seen.floor()) {
            return Math.min(most, seen.floor() - alive);
        }
        if (alive == 0) {
            return seen.waiting() > 0 ? 1 : 0;
        }
        int missing = Math.min(most, wanted(rules, seen.running() + seen.waiting()) - alive);
        if (missing <= 0) {
            return 0;
        }
        if (seen.waiting() == 0) {
            return passed(pressedSince, BUSY, now) ? 1 : 0;
        }
        var waitedSince = seen.oldest().isAfter(changed) ? seen.oldest() : changed;
        if (passed(waitedSince, rules.pendingMax(), now)) {
            return missing;
        }
        return seen.starting() == 0 && passed(waitedSince, rules.pendingMin(), now) ? 1 : 0;
    }

    private static boolean passed(Instant since, Duration time, Instant now) {
        return !since.equals(Instant.MAX) && !now.isBefore(since.plus(time));
    }
}
