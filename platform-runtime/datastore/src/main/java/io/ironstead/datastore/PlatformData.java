package io.ironstead.datastore;

import java.util.Collection;

/**
 * The namespace in which the platform keeps what belongs to a site's data but not to its program: tasks, and what became of
 * scheduled jobs. It travels with the site's entities and is counted in no metadata.
 *
 * @see <a href="../../../../../../../../docs/decisions/103-task-queues.md">decision 103</a>
 */
public final class PlatformData {
    public static final String NAMESPACE = "__ironstead__";

    private PlatformData() {}

    public static boolean isIn(Key key) {
        return key.namespace().equals(NAMESPACE);
    }

    /** @throws DatastoreException when one of these is the platform's: for programs there is nothing there */
    public static void refuse(Collection<Key> keys) {
        for (Key key : keys) {
            refuse(key.namespace());
        }
    }

    /** @throws DatastoreException when a program must not read or write here */
    public static void refuse(String namespace) {
        if (namespace.equals(NAMESPACE)) {
            throw DatastoreException.invalid("The namespace id \"" + NAMESPACE + "\" is reserved.");
        }
    }

    /** As {@link #refuse(String)}, for everything a query names. */
    public static void refuse(Query query) {
        refuse(query.namespace());
        query.filter().ifPresent(PlatformData::refuse);
    }

    private static void refuse(Filter filter) {
        switch (filter) {
            case Filter.HasAncestor(Key ancestor) -> refuse(ancestor.namespace());
            case Filter.And(var parts) -> parts.forEach(PlatformData::refuse);
            case Filter.Or(var parts) -> parts.forEach(PlatformData::refuse);
            case Filter.Compare _, Filter.In _, Filter.NotIn _, Filter.Exists _ -> {}
        }
    }
}
