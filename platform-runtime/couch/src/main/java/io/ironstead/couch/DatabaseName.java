package io.ironstead.couch;

import java.util.regex.Pattern;

/** A database's name in CouchDB's alphabet: lower-case letters, digits and {@code _$()+-/}, a letter first. */
public record DatabaseName(String text) {
    private static final int LENGTH_MAX = 238;
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_$()+/-]*");

    public DatabaseName {
        if (text.length() > LENGTH_MAX || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("A database is named by lower-case letters, digits and _$()+-/");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
