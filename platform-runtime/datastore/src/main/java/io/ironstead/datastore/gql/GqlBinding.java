package io.ironstead.datastore.gql;

import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.Value;
import java.util.List;

/** What a program binds to {@code @name} or {@code @1}. */
public sealed interface GqlBinding {

    record One(Value value) implements GqlBinding {}

    /** A list, for {@code IN} and {@code NOT IN}. */
    record Many(List<Value> values) implements GqlBinding {
        public Many {
            values = List.copyOf(values);
        }
    }

    record Place(Cursor cursor) implements GqlBinding {}
}
