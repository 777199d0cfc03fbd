package io.ironstead.model;

/** The rule that site, service and version names share, so that a name can stand in a host name. */
final class Names {
    private Names() {}

    /**
     * Returns {@code name} when it is 1 to {@code lengthMax} of {@code a-z 0-9 -}, starts and ends with a letter or
     * digit, and does not hold {@code -dot-}, which App Engine's addresses use as separator.
     *
     * @throws IllegalArgumentException saying what to change; the text may be shown to a person
     */
    static String requireLabel(String what, String name, int lengthMax) {
        if (name.isEmpty() || name.length() > lengthMax) {
            throw new IllegalArgumentException(what + " must have 1 to " + lengthMax + " characters");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                throw new IllegalArgumentException(
                        what + " may hold lower-case letters a to z, digits and hyphens only");
            }
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            throw new IllegalArgumentException(what + " must start and end with a letter or a digit");
        }
        if (name.contains("-dot-")) {
            throw new IllegalArgumentException(what + " must not contain \"-dot-\": addresses use it as separator");
        }
        return name;
    }
}
