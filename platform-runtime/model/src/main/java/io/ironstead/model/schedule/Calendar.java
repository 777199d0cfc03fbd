package io.ironstead.model.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * At a time of certain days.
 *
 * @param months 1 to 12
 * @param days of the month; empty: {@code weekdays} say which days
 * @param ordinals which of a month's {@code weekdays}, 1 to 5
 */
record Calendar(Set<Integer> months, Set<Integer> days, Set<DayOfWeek> weekdays, Set<Integer> ordinals, LocalTime time)
        implements Schedule {
    /** 29 February is at most eight years away, its fifth Monday and the like forty. */
    private static final int DAYS_AHEAD_MAX = 366 * 41;

    Calendar {
        months = Set.copyOf(months);
        days = Set.copyOf(days);
        weekdays = Set.copyOf(weekdays);
        ordinals = Set.copyOf(ordinals);
    }

    @Override
    public Instant next(Instant last, ZoneId zone) {
        // The day before, too: a time within a gap at midnight is moved to the next day.
        LocalDate day = last.atZone(zone).toLocalDate().minusDays(1);
        for (int i = 0; i < DAYS_AHEAD_MAX; i++) {
            if (matches(day)) {
                Instant at = day.atTime(time).atZone(zone).toInstant();
                if (at.isAfter(last)) {
                    return at;
                }
            }
            day = day.plusDays(1);
        }
        throw new IllegalStateException("The parser lets no schedule through that never comes");
    }

    boolean everComes() {
        return days.isEmpty()
                || months.stream()
                        .anyMatch(month -> days.stream()
                                .anyMatch(
                                        day -> day <= java.time.Month.of(month).maxLength()));
    }

    private boolean matches(LocalDate day) {
        if (!months.contains(day.getMonthValue())) {
            return false;
        }
        return days.isEmpty()
                ? weekdays.contains(day.getDayOfWeek()) && ordinals.contains((day.getDayOfMonth() - 1) / 7 + 1)
                : days.contains(day.getDayOfMonth());
    }

    @Override
    public boolean countsFromEnd() {
        return false;
    }
}
