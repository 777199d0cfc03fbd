package io.ironstead.samples.almanac;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draws one day as figures, and its year as a band of light. */
record AlmanacPage(Place place, LocalDate date, Year year) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final int MINUTES = 24 * 60;

    String html() {
        var day = SunDay.of(date, place);
        var change = day.length().minus(SunDay.of(date.minusDays(1), place).length());
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Sun over %1$s</title>
                <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/assets/almanac.css">
                </head>
                <body>
                <main>
                <h1>%2$s of daylight</h1>
                <p class="lead">%1$s, %3$s. %4$s</p>
                <form action="/">
                <div><label for="place">Place</label><select id="place" name="place">%5$s</select></div>
                <div><label for="date">Day</label><input id="date" type="date" name="date" value="%6$s"></div>
                <button>Look</button>
                </form>
                <dl>
                <div><dt>Sunrise</dt><dd>%7$s</dd></div>
                <div><dt>Highest</dt><dd>%8$s</dd></div>
                <div><dt>Sunset</dt><dd>%9$s</dd></div>
                </dl>
                <figure>%10$s<figcaption>Daylight over the year %11$s, midnight to midnight, local time. The line is the chosen day.</figcaption></figure>
                </main>
                </body>
                </html>
                """.formatted(
                        place.name(),
                        words(day.length()),
                        DAY.format(date),
                        changeSentence(change),
                        options(),
                        date,
                        time(day.rise()),
                        time(Optional.of(day.noon())),
                        time(day.set()),
                        chart(),
                        year);
    }

    private String options() {
        return Place.ALL.stream()
                .map(each -> "<option%s>%s</option>".formatted(each.equals(place) ? " selected" : "", each.name()))
                .collect(Collectors.joining());
    }

    private String time(Optional<Instant> instant) {
        return instant.map(at -> TIME.format(at.atZone(place.zone()))).orElse("–");
    }

    private static String words(Duration length) {
        return "%d h %02d min".formatted(length.toHours(), length.toMinutesPart());
    }

    private static String changeSentence(Duration change) {
        var seconds = Math.abs(change.toSeconds());
        if (seconds == 0) {
            return "As long as the day before.";
        }
        var more = change.isNegative() ? "shorter" : "longer";
        return "%d min %02d s %s than the day before.".formatted(seconds / 60, seconds % 60, more);
    }

    /** One column per day: dark, light from rise to set, dark. A day that passes midnight is drawn in two pieces. */
    private String chart() {
        var light = new StringBuilder();
        for (int number = 1; number <= year.length(); number++) {
            var day = SunDay.of(year.atDay(number), place);
            if (day.rise().isEmpty()) {
                column(light, number, 0, day.length().isZero() ? 0 : MINUTES);
                continue;
            }
            var rise = minuteOf(day.rise().get());
            var set = minuteOf(day.set().orElseThrow());
            if (rise <= set) {
                column(light, number, rise, set);
            } else {
                column(light, number, 0, set);
                column(light, number, rise, MINUTES);
            }
        }
        return """
                <svg viewBox="0 0 366 144" preserveAspectRatio="none" role="img" aria-label="Daylight over the year">\
                <rect class="night" width="366" height="144"/><path class="day" d="%s"/>\
                <path class="noon" d="M0 72H366"/><path class="now" d="M%d 0V144"/></svg>""".formatted(light, date.getDayOfYear());
    }

    private static void column(StringBuilder path, int day, int fromMinute, int toMinute) {
        if (toMinute > fromMinute) {
            path.append(
                    String.format(Locale.ROOT, "M%d %.1fh1.2V%.1fh-1.2z", day - 1, fromMinute / 10.0, toMinute / 10.0));
        }
    }

    private int minuteOf(Instant instant) {
        var local = instant.atZone(place.zone());
        return local.getHour() * 60 + local.getMinute();
    }
}
