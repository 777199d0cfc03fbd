package io.ironstead.datastore;

import java.util.ArrayList;
import java.util.List;

/**
 * An entity's key. What may stand in one is checked when it is written or read ({@link EntityRules}), not here: a key
 * inside a value may be incomplete or belong to another application.
 *
 * @param application without region ({@code s~shop}, {@code e~shop} and {@code dev~shop} are all {@code shop})
 * @param database empty for the default database
 * @param namespace empty for the default namespace
 * @param path 1 to 100 elements, the root first
 */
public record Key(String application, String database, String namespace, List<PathElement> path) {
    public Key {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("A key's path has at least one element");
        }
    }

    public PathElement last() {
        return path.getLast();
    }

    public String kind() {
        return last().kind();
    }

    public boolean isComplete() {
        return last().isComplete();
    }

    /** This key with its last element's identifier replaced. */
    public Key with(Identifier id) {
        var changed = new ArrayList<>(path);
        changed.set(changed.size() - 1, new PathElement(kind(), id));
        return new Key(application, database, namespace, changed);
    }

    /** The key of the entity group. */
    public Key root() {
        return path.size() == 1 ? this : new Key(application, database, namespace, path.subList(0, 1));
    }

    /** Whether {@code other} is this key or lies below it. */
    public boolean isAncestorOf(Key other) {
        return application.equals(other.application)
                && database.equals(other.database)
                && namespace.equals(other.namespace)
                && path.size() <= other.path.size()
                && path.equals(other.path.subList(0, path.size()));
    }
}
