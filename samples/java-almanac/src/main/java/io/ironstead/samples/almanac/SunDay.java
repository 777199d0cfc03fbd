package io.ironstead.samples.almanac;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The sun's way over one place on one day, by the sunrise equation: good to about two minutes, away from the poles.
 *
 * @param rise empty when the sun stays above or below the horizon all day; {@code set} then too
 * @param length from nothing in the polar night to 24 hours in the polar day
 */
record SunDay(LocalDate date, Instant noon, Optional<Instant> rise, Optional<Instant> set, Duration length) {
    private static final double OBLIQUITY = Math.toRadians(23.4397);

    /** Where the sun's upper edge touches the horizon, with the air's refraction. */
    private static final double HORIZON = Math.toRadians(-0.833);

    static SunDay of(LocalDate date, Place place) {
        var start = LocalDate.of(2000, 1, 1);
        double days = ChronoUnit.DAYS.between(start, date) + 0.0008 - place.longitude() / 360;
        double anomaly = Math.toRadians((357.5291 + 0.98560028 * days) % 360);
        double center = 1.9148 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly) + 0.0003 * Math.sin(3 * anomaly);
        double ecliptic = anomaly + Math.toRadians(center + 180 + 102.9372);
        double transit = days + 0.0053 * Math.sin(anomaly) - 0.0069 * Math.sin(2 * ecliptic);
        var noon = start.atTime(12, 0).toInstant(ZoneOffset.UTC).plusSeconds(Math.round(transit * 86_400));

        double declination = Math.asin(Math.sin(ecliptic) * Math.sin(OBLIQUITY));
        double latitude = Math.toRadians(place.latitude());
        double cosine = (Math.sin(HORIZON) - Math.sin(latitude) * Math.sin(declination))
                / (Math.cos(latitude) * Math.cos(declination));
        if (cosine <= -1 || cosine >= 1) {
            var length = cosine <= -1 ? Duration.ofHours(24) : Duration.ZERO;
            return new SunDay(date, noon, Optional.empty(), Optional.empty(), length);
        }
        var half = Duration.ofSeconds(Math.round(Math.acos(cosine) / (2 * Math.PI) * 86_400));
        return new SunDay(
                date, noon, Optional.of(noon.minus(half)), Optional.of(noon.plus(half)), half.multipliedBy(2));
    }
}
