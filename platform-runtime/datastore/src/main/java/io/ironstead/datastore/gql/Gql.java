package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;

/** Reads GQL. Any text ends in a statement or a refusal, after a time and within a depth that its bounded length limits. */
public final class Gql {
    /** Characters of a text; Google's limit is not published. */
    public static final int LENGTH_MAX = 100_000;

    private Gql() {}

    /** @throws DatastoreException with a text that names the place where reading stopped, in Google's form */
    public static GqlStatement parse(GqlRequest request) {
        if (request.text().length() > LENGTH_MAX) {
            throw DatastoreException.invalid("A GQL query may have " + LENGTH_MAX + " characters at most.");
        }
        var bindings = new Bindings(request);
        var cursor = new Tokens(Lexer.tokens(request.text()));
        var statement = new StatementParser(request, cursor, bindings).statement();
        bindings.checkAllUsed();
        return statement;
    }
}
