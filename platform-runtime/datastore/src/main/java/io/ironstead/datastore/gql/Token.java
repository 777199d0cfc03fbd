package io.ironstead.datastore.gql;

import java.util.Locale;

/**
 * A piece of a text.
 *
 * @param image as it stands in the text
 * @param line from 1; 0 for the end of an empty text
 * @param column of its first character, from 1
 */
record Token(Kind kind, String image, int line, int column) {

    enum Kind {
        END("<EOF>"),
        WORD(""),
        SYMBOL(""),
        INTEGER("<INTEGER>"),
        DOUBLE("<DOUBLE>"),
        SINGLE_QUOTED("<SINGLE_QUOTE_STRING>"),
        DOUBLE_QUOTED("<DOUBLE_QUOTE_STRING>"),
        NAME("<UNQUOTED_NAME>"),
        QUOTED_NAME("<QUOTED_NAME>"),
        NAMED_SITE("<NAME_BINDING_SITE>"),
        POSITIONAL_SITE("<POSITION_BINDING_SITE>");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** How refusals name the kind. */
        String label() {
            return label;
        }
    }

    boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && image.equalsIgnoreCase(wordOrSymbol);
    }

    /** As refusals name it. */
    String label() {
        return kind == Kind.WORD || kind == Kind.SYMBOL ? '"' + image.toLowerCase(Locale.ROOT) + '"' : kind.label();
    }
}
