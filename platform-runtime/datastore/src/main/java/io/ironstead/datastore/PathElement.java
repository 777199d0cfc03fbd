package io.ironstead.datastore;

/** One step of a key's path: a kind, and which entity of that kind. */
public record PathElement(String kind, Identifier id) {

    public static PathElement incomplete(String kind) {
        return new PathElement(kind, Identifier.None.NONE);
    }

    public static PathElement of(String kind, long id) {
        return new PathElement(kind, new Identifier.Numeric(id));
    }

    public static PathElement of(String kind, String name) {
        return new PathElement(kind, new Identifier.Named(name));
    }

    public boolean isComplete() {
        return id != Identifier.None.NONE;
    }
}
