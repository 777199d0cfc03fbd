package io.ironstead.datastore.differential;

import java.util.regex.Pattern;

/**
 * Answers of the emulators that programs are not held to: docs/decisions/093 says why, and {@link QueryCases} has a written
 * program for each. None can be kept out of generated programs beforehand, because it takes certain data.
 */
final class Accepted {
    private static final String PAGE_IN_ORDER_OF_KEYS = "INVALID_ARGUMENT: index data should not include primary key";
    private static final String NAN = "double_value: NaN";

    /** A projection of another property, with an equality and an inequality of the same one. */
    private static final Pattern BOTH =
            Pattern.compile("projection \\{.* name: \"([abc])\" } op: EQUAL .* name: \"\\1\" } op: (LESS|GREATER)_");

    private Accepted() {}

    /** @param answer the emulator's, which is not ours */
    static boolean differs(boolean firestore, String asked, String answer) {
        return firestore
                ? refusesItsOwnCursor(asked, answer) || repeatsAcrossPages(asked)
                : tellsNaNFromNaN(asked, answer) || projectsOnceWhatTwoElementsMeet(asked);
    }

    private static boolean refusesItsOwnCursor(String asked, String answer) {
        return answer.equals(PAGE_IN_ORDER_OF_KEYS)
                && asked.contains("start_cursor")
                && asked.contains("order { property { name: \"__key__\" }");
    }

    /** A page that begins within a group: Firestore's emulator answers the group again. */
    private static boolean repeatsAcrossPages(String asked) {
        return asked.contains("distinct_on { name: \"a\" } start_cursor")
                && asked.contains("projection { property { name: \"b\" } }");
    }

    /** Google's first emulator takes each value that is not a number for another one. */
    private static boolean tellsNaNFromNaN(String asked, String answer) {
        return asked.contains("distinct_on") && answer.indexOf(NAN) != answer.lastIndexOf(NAN);
    }

    private static boolean projectsOnceWhatTwoElementsMeet(String asked) {
        return BOTH.matcher(asked).find();
    }
}
