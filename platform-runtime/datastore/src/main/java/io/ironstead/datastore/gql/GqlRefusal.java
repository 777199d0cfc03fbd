package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;
import java.util.Collection;
import java.util.Comparator;

/** Texts of refusals, in the form Google's parser gives them. */
final class GqlRefusal {
    private static final int WORD = 1;

    /** The end, words, kinds of tokens, symbols. */
    private static final Comparator<String> LIKE_GOOGLES =
            Comparator.comparing(GqlRefusal::rank).thenComparing(label -> rank(label) == WORD ? label : "");

    private GqlRefusal() {}

    private static int rank(String label) {
        if (label.startsWith("<")) {
            return label.equals("<EOF>") ? 0 : 2;
        }
        return Character.isLetter(label.charAt(1)) ? WORD : 3;
    }

    /** @param expected labels of what may stand there instead */
    static DatastoreException unexpected(Token token, Collection<String> expected) {
        var text = new StringBuilder("Encountered \"");
        if (token.kind() == Token.Kind.END) {
            text.append("<EOF>");
        } else {
            text.append(' ')
                    .append(token.label())
                    .append(" \"")
                    .append(escaped(token.image()))
                    .append(" \"");
        }
        text.append("\" at line ")
                .append(token.line())
                .append(", column ")
                .append(token.column())
                .append(".\n");
        text.append(expected.size() == 1 ? "Was expecting:" : "Was expecting one of:")
                .append('\n');
        expected.stream()
                .sorted(LIKE_GOOGLES)
                .forEach(label -> text.append("    ").append(label).append(label.equals("<EOF>") ? " \n" : " ...\n"));
        return DatastoreException.invalid(text.append("    ").toString());
    }

    /**
     * @param found the first character that fits nowhere; negative for the end of the text
     * @param after what of the piece came before it
     */
    static DatastoreException lexical(int line, int column, int found, String after) {
        String encountered = found < 0 ? "<EOF>" : '"' + escaped(Character.toString(found)) + "\" (" + found + "),";
        return DatastoreException.invalid("Lexical error at line " + line + ", column " + column + ".  Encountered: "
                + encountered + " after : \"" + escaped(after) + '"');
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\b' -> escaped.append("\\b");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\f' -> escaped.append("\\f");
                case '\r' -> escaped.append("\\r");
                case '"' -> escaped.append("\\\"");
                case '\'' -> escaped.append("\\'");
                case '\\' -> escaped.append("\\\\");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        escaped.append(String.format("\\u%04x", c));
                    } else {
                        escaped.append((char) c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
