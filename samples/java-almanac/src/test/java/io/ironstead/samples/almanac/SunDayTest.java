package io.ironstead.samples.almanac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SunDayTest {
    @Test
    void agreesWithTheAlmanacOfBerlinAtMidsummer() {
        var day = SunDay.of(LocalDate.of(2026, 6, 21), Place.named("Berlin"));

        // 04:43 and 21:33 summer time, from printed tables.
        assertThat(day.rise().orElseThrow())
                .isCloseTo(Instant.parse("2026-06-21T02:43:00Z"), within(3, ChronoUnit.MINUTES));
        assertThat(day.set().orElseThrow())
                .isCloseTo(Instant.parse("2026-06-21T19:33:00Z"), within(3, ChronoUnit.MINUTES));
    }

    @Test
    void knowsDaysOnWhichTheSunNeverRisesOrNeverSets() {
        var longyearbyen = new Place("Longyearbyen", 78.223, 15.647, ZoneId.of("Arctic/Longyearbyen"));

        assertThat(SunDay.of(LocalDate.of(2026, 12, 21), longyearbyen).length()).isZero();
        assertThat(SunDay.of(LocalDate.of(2026, 6, 21), longyearbyen).length()).isEqualTo(Duration.ofHours(24));
    }
}
