package io.ironstead.services.taskqueue;

import java.time.Instant;

/** How much ended in the last minute and hour, to the second and the minute. One thread's. */
final class EndedCounts {
    private static final int SLOTS = 60;

    private final int[] seconds = new int[SLOTS];
    private final int[] minutes = new int[SLOTS];
    private long second;

    void count(Instant now) {
        move(now);
        seconds[(int) (second % SLOTS)]++;
        minutes[(int) (second / SLOTS % SLOTS)]++;
    }

    int lastMinute(Instant now) {
        move(now);
        return java.util.Arrays.stream(seconds).sum();
    }

    int lastHour(Instant now) {
        move(now);
        return java.util.Arrays.stream(minutes).sum();
    }

    private void move(Instant now) {
        long to = Math.max(second, now.getEpochSecond());
        clear(seconds, second, to);
        clear(minutes, second / SLOTS, to / SLOTS);
        second = to;
    }

    private static void clear(int[] slots, long from, long to) {
        for (long slot = Math.max(from + 1, to - SLOTS + 1); slot <= to; slot++) {
            slots[(int) (slot % SLOTS)] = 0;
        }
    }
}
