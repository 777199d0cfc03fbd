package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.gql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cuts a text into tokens. Escapes in quoted pieces stay as they are; {@link Quoted} reads them. */
final class Lexer {
    private static final Set<String> WORDS = Set.of(
            "aggregate",
            "all",
            "ancestor",
            "and",
            "as",
            "asc",
            "avg",
            "between",
            "by",
            "contains",
            "count",
            "count_up_to",
            "desc",
            "descendant",
            "distinct",
            "false",
            "from",
            "group",
            "has",
            "having",
            "in",
            "is",
            "like",
            "limit",
            "not",
            "null",
            "offset",
            "on",
            "or",
            "order",
            "over",
            "parent",
            "select",
            "sum",
            "true",
            "where");

    private final String text;
    private int at;
    private int line = 1;
    private int column = 1;
    private int endLine;
    private int endColumn;

    private Lexer(String text) {
        this.text = text;
    }

    /** @throws DatastoreException at the first character that fits nowhere */
    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        var tokens = new ArrayList<Token>();
        while (lexer.skipBlank()) {
            tokens.add(lexer.next());
        }
        tokens.add(new Token(Kind.END, "", lexer.endLine, lexer.endColumn));
        return tokens;
    }

    private boolean skipBlank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            step();
        }
        return at < text.length();
    }

    /** Over one character, keeping count of lines. */
    private void step() {
        char c = text.charAt(at++);
        endLine = line;
        endColumn = column;
        if (c == '\n' || (c == '\r' && !(at < text.length() && text.charAt(at) == '\n'))) {
            line++;
            column = 1;
        } else {
            column++;
        }
    }

    private int peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : -1;
    }

    private Token next() {
        int c = peek(0);
        if (isNameStart(c)) {
            return name();
        }
        if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            return number(0);
        }
        return switch (c) {
            case '+', '-' -> signed();
            case '\'' -> quoted(Kind.SINGLE_QUOTED);
            case '"' -> quoted(Kind.DOUBLE_QUOTED);
            case '`' -> quoted(Kind.QUOTED_NAME);
            case '@' -> site();
            case '=', '*', ',', '(', ')', '.' -> token(Kind.SYMBOL, 1);
            case '<', '>' -> token(Kind.SYMBOL, peek(1) == '=' ? 2 : 1);
            case '!' -> {
                if (peek(1) != '=') {
                    throw lexical(1);
                }
                yield token(Kind.SYMBOL, 2);
            }
            default -> throw lexical(0);
        };
    }

    private Token name() {
        int length = 1;
        while (isNamePart(peek(length))) {
            length++;
        }
        boolean word = WORDS.contains(text.substring(at, at + length).toLowerCase(Locale.ROOT));
        return token(word ? Kind.WORD : Kind.NAME, length);
    }

    private Token signed() {
        if (isDigit(peek(1)) || (peek(1) == '.' && isDigit(peek(2)))) {
            return number(1);
        }
        if (peek(0) == '+') {
            return token(Kind.SYMBOL, 1);
        }
        throw lexical(1);
    }

    /** @param start where its digits or its point begin */
    private Token number(int start) {
        int length = digits(start);
        Kind kind = Kind.INTEGER;
        if (peek(length) == '.') {
            kind = Kind.DOUBLE;
            length = digits(length + 1);
        }
        if (peek(length) == 'e' || peek(length) == 'E') {
            int exponent = length + 1;
            if (peek(exponent) == '+' || peek(exponent) == '-') {
                exponent++;
            }
            if (isDigit(peek(exponent))) {
                kind = Kind.DOUBLE;
                length = digits(exponent);
            }
        }
        return token(kind, length);
    }

    private int digits(int from) {
        int length = from;
        while (isDigit(peek(length))) {
            length++;
        }
        return length;
    }

    private Token site() {
        if (isDigit(peek(1))) {
            return token(Kind.POSITIONAL_SITE, digits(1));
        }
        int length = 1;
        while (isNamePart(peek(length)) || (length == 1 && isNameStart(peek(1)))) {
            length++;
        }
        if (length == 1) {
            throw lexical(1);
        }
        return token(Kind.NAMED_SITE, length);
    }

    private Token quoted(Kind kind) {
        int quote = peek(0);
        for (int length = 1; ; length++) {
            int c = peek(length);
            if (c < 0 || c == '\n' || c == '\r') {
                throw lexical(length);
            }
            if (c == '\\') {
                length++;
                if ("0bnrtZ\"%'\\_`".indexOf(peek(length)) < 0) {
                    throw lexical(length);
                }
            } else if (c == quote) {
                if (peek(length + 1) != quote) {
                    return token(kind, length + 1);
                }
                length++;
            }
        }
    }

    private Token token(Kind kind, int length) {
        int startLine = line;
        int startColumn = column;
        String image = text.substring(at, at + length);
        for (int i = 0; i < length; i++) {
            step();
        }
        return new Token(kind, image, startLine, startColumn);
    }

    /** @param offset how far behind the piece's begin the misfit is */
    private DatastoreException lexical(int offset) {
        String after = text.substring(at, Math.min(at + offset, text.length()));
        for (int i = 0; i < offset && at < text.length(); i++) {
            step();
        }
        boolean ended = at >= text.length();
        return GqlRefusal.lexical(line, column, ended ? -1 : text.codePointAt(at), after);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
    }

    private static boolean isNamePart(int c) {
        return isNameStart(c) || isDigit(c);
    }
}
