package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.gql.Token.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The tokens of a text, read one after the other; remembers what was looked for where nothing fitted. */
final class Tokens {
    private final List<Token> tokens;
    private final SequencedSet<String> expected = new LinkedHashSet<>();
    private int at;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The one after the next. */
    Token second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token take() {
        expected.clear();
        return tokens.get(at == tokens.size() - 1 ? at : at++);
    }

    boolean nextIs(String wordOrSymbol) {
        expected.add('"' + wordOrSymbol + '"');
        return peek().is(wordOrSymbol);
    }

    boolean nextIs(Kind kind) {
        expected.add(kind.label());
        return peek().kind() == kind;
    }

    boolean accept(String wordOrSymbol) {
        if (nextIs(wordOrSymbol)) {
            take();
            return true;
        }
        return false;
    }

    void expect(String wordOrSymbol) {
        if (!accept(wordOrSymbol)) {
            throw unexpected();
        }
    }

    Token expect(Kind kind) {
        if (!nextIs(kind)) {
            throw unexpected();
        }
        return take();
    }

    DatastoreException unexpected() {
        return GqlRefusal.unexpected(peek(), expected);
    }
}
