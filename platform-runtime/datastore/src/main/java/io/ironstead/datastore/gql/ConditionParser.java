package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands behind {@code WHERE}; {@code AND} binds closer than {@code OR}. */
final class ConditionParser {
    private static final int DEPTH_MAX = 100;

    private final Tokens tokens;
    private final ValueParser values;
    private int depth;

    ConditionParser(Tokens tokens, ValueParser values) {
        this.tokens = tokens;
        this.values = values;
    }

    Filter condition() {
        List<Filter> parts = new ArrayList<>();
        do {
            parts.add(conjunction());
        } while (tokens.accept("or"));
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
    }

    private Filter conjunction() {
        List<Filter> parts = new ArrayList<>();
        do {
            parts.add(simple());
        } while (tokens.accept("and"));
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter simple() {
        if (tokens.accept("(")) {
            if (++depth > DEPTH_MAX) {
                throw DatastoreException.invalid("Conditions may be nested " + DEPTH_MAX + " deep at most.");
            }
            var inner = condition();
            tokens.expect(")");
            depth--;
            return inner;
        }
        return values.isNext() ? backward() : forward();
    }

    List<String> properties() {
        List<String> names = new ArrayList<>();
        do {
            names.add(property());
        } while (tokens.accept(","));
        return names;
    }

    /** A property's name, dots and all. */
    String property() {
        var name = new StringBuilder(values.name());
        while (tokens.accept(".")) {
            name.append('.').append(values.name());
        }
        if (name.isEmpty()) {
            throw DatastoreException.invalid("The property.name is the empty string.");
        }
        return name.toString();
    }

    private Filter forward() {
        String property = property();
        if (tokens.accept("contains")) {
            return compare(property, Operator.EQUAL, values.value());
        }
        if (tokens.accept("has")) {
            return has(property);
        }
        if (tokens.accept("in")) {
            return in(property, values.value());
        }
        if (tokens.nextIs("is")) {
            tokens.take();
            if (!tokens.nextIs("null")) {
                throw tokens.unexpected();
            }
            return compare(property, Operator.EQUAL, values.value());
        }
        if (tokens.accept("not")) {
            tokens.expect("in");
            return notIn(property, values.value());
        }
        return compare(property, operator().orElseThrow(tokens::unexpected), values.value());
    }

    private Filter backward() {
        var value = values.value();
        if (tokens.accept("in")) {
            return in(property(), value);
        }
        if (tokens.accept("has")) {
            tokens.expect("descendant");
            return ancestor(property(), value);
        }
        var operator = operator().orElseThrow(tokens::unexpected);
        return compare(property(), turned(operator), value);
    }

    private Optional<Operator> operator() {
        if (tokens.accept("=")) {
            return Optional.of(Operator.EQUAL);
        }
        if (tokens.accept("!=")) {
            return Optional.of(Operator.NOT_EQUAL);
        }
        if (tokens.accept("<")) {
            return Optional.of(Operator.LESS);
        }
        if (tokens.accept("<=")) {
            return Optional.of(Operator.LESS_OR_EQUAL);
        }
        if (tokens.accept(">")) {
            return Optional.of(Operator.GREATER);
        }
        return tokens.accept(">=") ? Optional.of(Operator.GREATER_OR_EQUAL) : Optional.empty();
    }

    /** As it reads from the other side. */
    private static Operator turned(Operator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> operator;
            case LESS -> Operator.GREATER;
            case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
            case GREATER -> Operator.LESS;
            case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
        };
    }

    private Filter has(String property) {
        if (tokens.accept("parent")) {
            throw DatastoreException.invalid("The 'HAS_PARENT' filter is not supported.");
        }
        tokens.expect("ancestor");
        return ancestor(property, values.value());
    }

    private static Filter ancestor(String property, GqlBinding value) {
        if (!(value instanceof GqlBinding.One(Value.Reference(Key ancestor)))) {
            throw DatastoreException.invalid("HAS_ANCESTOR requires a key value");
        }
        if (!property.equals(Query.KEY)) {
            throw DatastoreException.invalid("property must be __key__");
        }
        return new Filter.HasAncestor(ancestor);
    }

    private static Filter compare(String property, Operator operator, GqlBinding value) {
        if (!(value instanceof GqlBinding.One(Value one))) {
            throw DatastoreException.invalid("A list value is not allowed");
        }
        return new Filter.Compare(property, operator, one);
    }

    /** {@code p IN v} with a single value asks whether the property has it. */
    private static Filter in(String property, GqlBinding value) {
        return switch (value) {
            case GqlBinding.One one -> compare(property, Operator.EQUAL, one);
            case GqlBinding.Many(var many) -> {
                if (many.isEmpty()) {
                    throw DatastoreException.invalid("IN requires an non-empty ArrayValue.");
                }
                yield new Filter.In(property, many);
            }
            case GqlBinding.Place _ -> throw new IllegalStateException("No value is a place");
        };
    }

    private static Filter notIn(String property, GqlBinding value) {
        if (!(value instanceof GqlBinding.Many(var many))) {
            throw DatastoreException.invalid("NOT_IN requires an ArrayValue.");
        }
        return new Filter.NotIn(property, many);
    }
}
