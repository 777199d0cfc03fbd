package io.ironstead.console.ui.kit;

import java.time.Duration;
import java.util.Locale;

/** A number as a person reads it, with its unit: {@code 1,284 /s}, {@code 9.1 GiB}, {@code 12 s}. */
public record Quantity(String number, String unit) {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    /** Requests and the like per second: whole above ten. */
    public static Quantity perSecond(double rate) {
        return new Quantity(rate > 0 && rate < 9.95 ? decimals(rate, 1) : whole(Math.round(rate)), "/s");
    }

    public static Quantity count(long count) {
        return new Quantity(whole(count), "");
    }

    /** A share of 0 to 1 with two decimals, for errors. */
    public static Quantity errors(double share) {
        return new Quantity(decimals(share * 100, 2), "%");
    }

    /** A share of 0 to 1 without decimals, for machines. */
    public static Quantity percent(double share) {
        return new Quantity(decimals(share * 100, 0), "%");
    }

    public static Quantity bytes(long bytes) {
        int step = 0;
        double value = bytes;
        while (value >= 1023.5 && step < BYTES.length - 1) {
            value /= 1024;
            step++;
        }
        return new Quantity(decimals(value, step == 0 || value >= 99.95 ? 0 : 1), BYTES[step]);
    }

    /** {@code used} in the unit of {@code all}, with {@code all} as the unit: {@code 9.1} and {@code / 24 GiB}. */
    public static Quantity of(long used, long all) {
        int step = 0;
        double whole = all;
        double part = used;
        while (whole >= 1023.5 && step < BYTES.length - 1) {
            whole /= 1024;
            part /= 1024;
            step++;
        }
        return new Quantity(
                decimals(part, part >= 99.95 ? 0 : 1),
                "/ " + decimals(whole, whole >= 9.95 ? 0 : 1) + " " + BYTES[step]);
    }

    /** Milliseconds; below ten with one decimal. */
    public static Quantity millis(Duration time) {
        double millis = time.toNanos() / 1e6;
        return new Quantity(millis > 0 && millis < 9.95 ? decimals(millis, 1) : whole(Math.round(millis)), "ms");
    }

    /** How long a step took: {@code 0.4 s}, {@code 12 s}, {@code 2 min 5 s}. */
    public static String took(Duration time) {
        long millis = time.toMillis();
        if (millis < 9_950) {
            return decimals(millis / 1000.0, 1) + " s";
        }
        long seconds = Math.round(millis / 1000.0);
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    /** How long something has been so, in its biggest unit: {@code 41 d}, {@code 8 min}. */
    public static Quantity age(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return new Quantity(whole(seconds), "s");
        }
        if (seconds < 3_600) {
            return new Quantity(whole(seconds / 60), "min");
        }
        return seconds < 172_800
                ? new Quantity(whole(seconds / 3_600), "h")
                : new Quantity(whole(seconds / 86_400), "d");
    }

    /** {@code 1 machine}, {@code 3 machines}. */
    public static String plural(long count, String noun) {
        return whole(count) + " " + noun + (count == 1 ? "" : "s");
    }

    @Override
    public String toString() {
        return unit.isEmpty() ? number : number + " " + unit;
    }

    private static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String decimals(double value, int count) {
        return String.format(Locale.ROOT, "%,." + count + "f", value);
    }
}
