package io.ironstead.model.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a schedule word by word. */
final class ScheduleParser {
    private static final int LENGTH_MAX = 500;
    private static final int DAY_MINUTES = 24 * 60;
    private static final Pattern WORD = Pattern.compile("\\s*([0-9]+:[0-9]+|[0-9]+[a-z]*|[a-z]+|,|[^\\s])");
    private static final Set<Integer> ALL_MONTHS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    private static final Set<Integer> ALL_ORDINALS = Set.of(1, 2, 3, 4, 5);
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Map<String, Integer> ORDINALS = Map.of(
            "1st", 1, "first", 1, "2nd", 2, "second", 2, "3rd", 3, "third", 3, "4th", 4, "fourth", 4, "5th", 5, "fifth",
            5);

    private final List<String> words = new ArrayList<>();
    private int at;

    ScheduleParser(String text) {
        var matcher = WORD.matcher(text.toLowerCase(Locale.ROOT).strip());
        while (text.length() <= LENGTH_MAX && matcher.find()) {
            words.add(matcher.group(1));
        }
    }

    Schedule parse() throws BadScheduleException {
        if (words.isEmpty()) {
            throw new BadScheduleException("A schedule says when, such as \"every 5 minutes\" or \"every day 04:30\"");
        }
        Schedule schedule = isInterval() ? interval() : calendar();
        if (at < words.size()) {
            throw new BadScheduleException("\"" + words.get(at) + "\" is one word too many");
        }
        return schedule;
    }

    private boolean isInterval() {
        return words.getFirst().equals("every") && words.size() > 1 && isNumber(words.get(1));
    }

    private Schedule interval() throws BadScheduleException {
        next();
        int count = number(next(), 1, 100_000);
        String unit = next();
        int minutes = switch (unit) {
            case "minutes", "minute", "mins", "min" -> count;
            case "hours", "hour" -> count * 60;
            default -> throw unexpected(unit, "minutes or hours");
        };
        var every = Duration.ofMinutes(minutes);
        if (take("synchronized")) {
            if (DAY_MINUTES % minutes != 0) {
                throw new BadScheduleException("\"synchronized\" needs an interval that divides a day evenly");
            }
            return new Windowed(every, LocalTime.MIDNIGHT, LocalTime.of(23, 59));
        }
        if (take("from")) {
            LocalTime from = time();
            expect("to");
            return new Windowed(every, from, time());
        }
        return new Interval(every);
    }

    private Schedule calendar() throws BadScheduleException {
        var days = new TreeSet<Integer>();
        Set<Integer> ordinals = new TreeSet<>();
        Set<DayOfWeek> weekdays = new HashSet<>();
        if (isNumber(peek())) {
            do {
                days.add(number(next(), 1, 31));
            } while (take(","));
        } else {
            ordinals = ordinals();
            weekdays = weekdays();
        }
        Set<Integer> months = ALL_MONTHS;
        if (take("of")) {
            months = months();
        } else if (!days.isEmpty()) {
            throw unexpected(peek(), "\"of\" and months");
        }
        var calendar = new Calendar(months, days, weekdays, ordinals, time());
        if (!calendar.everComes()) {
            throw new BadScheduleException("There is no such day in any of these months");
        }
        return calendar;
    }

    private Set<Integer> ordinals() throws BadScheduleException {
        if (take("every")) {
            return ALL_ORDINALS;
        }
        var found = new TreeSet<Integer>();
        do {
            String word = next();
            Integer ordinal = ORDINALS.get(word);
            if (ordinal == null) {
                throw unexpected(word, "\"every\", a day of the month, or one of 1st to 5th");
            }
            found.add(ordinal);
        } while (take(","));
        return found;
    }

    private Set<DayOfWeek> weekdays() throws BadScheduleException {
        if (take("day")) {
            return Set.of(DayOfWeek.values());
        }
        var found = new HashSet<DayOfWeek>();
        do {
            String word = next();
            var day = java.util.Arrays.stream(DayOfWeek.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word)
                            || WEEKDAYS.get(one.ordinal()).equals(word))
                    .findFirst();
            found.add(day.orElseThrow(() -> unexpected(word, "\"day\" or days of the week")));
        } while (take(","));
        return found;
    }

    private Set<Integer> months() throws BadScheduleException {
        if (take("month")) {
            return ALL_MONTHS;
        }
        if (take("quarter")) {
            return quarter(1);
        }
        if (ORDINALS.containsKey(peek())) {
            var found = new TreeSet<Integer>();
            do {
                String word = next();
                int ordinal = ORDINALS.getOrDefault(word, 0);
                if (ordinal < 1 || ordinal > 3) {
                    throw unexpected(word, "first, second or third month of a quarter");
                }
                found.addAll(quarter(ordinal));
            } while (take(","));
            expect("month");
            expect("of");
            expect("quarter");
            return found;
        }
        var found = new TreeSet<Integer>();
        do {
            String word = next();
            var month = java.util.Arrays.stream(java.time.Month.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word)
                            || MONTHS.get(one.ordinal()).equals(word))
                    .findFirst();
            found.add(month.orElseThrow(() -> unexpected(word, "\"month\" or months"))
                    .getValue());
        } while (take(","));
        return found;
    }

    private static Set<Integer> quarter(int month) {
        return Set.of(month, month + 3, month + 6, month + 9);
    }

    private LocalTime time() throws BadScheduleException {
        String word = next();
        String[] parts = word.split(":", -1);
        if (parts.length != 2 || parts[1].length() != 2 || !isNumber(parts[0]) || !isNumber(parts[1])) {
            throw unexpected(word, "a time such as 09:30");
        }
        return LocalTime.of(number(parts[0], 0, 23), number(parts[1], 0, 59));
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int number(String word, int min, int max) throws BadScheduleException {
        boolean fits = isNumber(word) && word.length() <= 6;
        int value = fits ? Integer.parseInt(word) : -1;
        if (value < min || value > max) {
            throw unexpected(word, "a number from " + min + " to " + max);
        }
        return value;
    }

    private String peek() {
        return at < words.size() ? words.get(at) : "";
    }

    private String next() {
        String word = peek();
        at++;
        return word;
    }

    private boolean take(String word) {
        if (peek().equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String word) throws BadScheduleException {
        if (!take(word)) {
            throw unexpected(peek(), "\"" + word + "\"");
        }
    }

    private static BadScheduleException unexpected(String word, String wanted) {
        return new BadScheduleException(
                word.isEmpty() ? "It ends where " + wanted + " should be" : "\"" + word + "\" is not " + wanted);
    }
}
