package io.ironstead.datastore.wire.v1;

import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import java.util.stream.Collectors;

/** A key for people: {@code Parent:5/Kind:"name"}. */
final class KeyText {
    private KeyText() {}

    static String of(Key key) {
        return key.path().stream()
                .map(element -> element.kind()
                        + switch (element.id()) {
                            case Identifier.None _ -> "";
                            case Identifier.Numeric(long id) -> ":" + id;
                            case Identifier.Named(String name) -> ":\"" + name + '"';
                        })
                .collect(Collectors.joining("/"));
    }
}
