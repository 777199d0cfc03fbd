package io.ironstead.datastore.gql;

import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.gql.Token.Kind;
import org.jspecify.annotations.Nullable;

/** {@code LIMIT} and {@code OFFSET}: numbers, or places that are bound. */
final class RangeParser {
    private final Tokens tokens;
    private final ValueParser values;
    private final Bindings bindings;

    RangeParser(Tokens tokens, ValueParser values, Bindings bindings) {
        this.tokens = tokens;
        this.values = values;
        this.bindings = bindings;
    }

    /** Which part of the results; everything until it is set. */
    static final class Range {
        int offset;

        @Nullable
        Integer limit;

        @Nullable
        Cursor start;

        @Nullable
        Cursor end;
    }

    /** A place, or a number of {@code what}. */
    private sealed interface Position {
        record At(Cursor cursor) implements Position {}

        record Count(int number) implements Position {}
    }

    Range read() {
        var range = new Range();
        if (tokens.accept("limit")) {
            limit(range);
        }
        if (tokens.accept("offset")) {
            offset(range);
        }
        return range;
    }

    private void limit(Range range) {
        if (!tokens.nextIs(Kind.NAME)) {
            setLimit(range, position("limit"));
            return;
        }
        var name = tokens.take();
        if (!name.image().equalsIgnoreCase("first")) {
            throw DatastoreException.invalid("Unexpected name \"" + name.image() + "\" (after LIMIT).");
        }
        tokens.expect("(");
        var first = position("limit");
        tokens.expect(",");
        var second = position("limit");
        tokens.expect(")");
        if (first instanceof Position.Count && second instanceof Position.Count(int number)) {
            throw DatastoreException.invalid("Expected limit cursor instead of " + number + ".");
        }
        setLimit(range, first);
        setLimit(range, second);
    }

    private static void setLimit(Range range, Position position) {
        switch (position) {
            case Position.At(Cursor cursor) -> range.end = cursor;
            case Position.Count(int number) -> range.limit = number;
        }
    }

    private void offset(Range range) {
        switch (position("offset")) {
            case Position.Count(int number) -> {
                range.offset = number;
                if (tokens.accept("+")) {
                    throw DatastoreException.invalid("Encountered \"+\" after integer offset.");
                }
            }
            case Position.At(Cursor cursor) -> {
                range.start = cursor;
                if (tokens.accept("+")) {
                    range.offset = switch (position("offset")) {
                        case Position.Count(int number) -> number;
                        case Position.At _ ->
                            throw DatastoreException.invalid("Expected offset integer instead of a cursor.");
                    };
                }
            }
        }
    }

    private Position position(String what) {
        if (tokens.nextIs(Kind.INTEGER)) {
            return count(values.integer(), what);
        }
        if (!tokens.nextIs(Kind.NAMED_SITE) && !tokens.nextIs(Kind.POSITIONAL_SITE)) {
            throw tokens.unexpected();
        }
        var site = tokens.take();
        return switch (bindings.find(site)) {
            case GqlBinding.Place(Cursor cursor) -> new Position.At(cursor);
            case GqlBinding.One(Value.Int(long number)) -> count(number, what);
            case GqlBinding.One _, GqlBinding.Many _ ->
                throw DatastoreException.invalid(
                        "Binding site " + site.image() + " for " + what + " bound to non-integer value parameter.");
        };
    }

    private static Position count(long number, String what) {
        if (number < 0) {
            throw DatastoreException.invalid("The " + what + " " + number + " is < 0.");
        }
        if (number > Integer.MAX_VALUE) {
            throw DatastoreException.invalid("The " + what + " " + number + " is too large.");
        }
        return new Position.Count((int) number);
    }
}
