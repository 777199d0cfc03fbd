package io.ironstead.datastore;

import java.util.List;

/** What a query's entities have in common. {@link Query#KEY} stands for the entity's key in place of a property. */
public sealed interface Filter {

    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /** One of the property's values compares so; several inequalities on a property must be met by one value. */
    record Compare(String property, Operator operator, Value value) implements Filter {}

    record In(String property, List<Value> values) implements Filter {
        public In {
            values = List.copyOf(values);
        }
    }

    /** At most 10 values. */
    record NotIn(String property, List<Value> values) implements Filter {
        public NotIn {
            values = List.copyOf(values);
        }
    }

    /** The entity with this key and all below it. */
    record HasAncestor(Key ancestor) implements Filter {}

    /** The property has an indexed value. */
    record Exists(String property) implements Filter {}

    record And(List<Filter> filters) implements Filter {
        public And {
            filters = List.copyOf(filters);
        }
    }

    record Or(List<Filter> filters) implements Filter {
        public Or {
            filters = List.copyOf(filters);
        }
    }
}
