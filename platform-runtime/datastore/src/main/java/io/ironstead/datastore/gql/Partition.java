package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.codec.ApplicationId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a {@code KEY(...)} lies: what it does not say is the request's. */
final class Partition {
    private final GqlRequest request;
    private @Nullable String project;
    private @Nullable String database;
    private @Nullable String namespace;

    Partition(GqlRequest request) {
        this.request = request;
    }

    void set(String dimension, String value) {
        switch (dimension.toLowerCase(Locale.ROOT)) {
            case "project" -> {
                refuseSecond(project, "project");
                if (namespace != null) {
                    throw DatastoreException.invalid("A key's project must precede its namespace.");
                }
                project = value;
            }
            case "database" -> {
                refuseSecond(database, "database");
                database = value;
            }
            case "namespace" -> {
                refuseSecond(namespace, "namespace");
                namespace = value;
            }
            default -> throw DatastoreException.invalid("Unknown partition dimension \"" + dimension + "\".");
        }
    }

    private static void refuseSecond(@Nullable String known, String dimension) {
        if (known != null) {
            throw DatastoreException.invalid("A key may have at most one " + dimension + ".");
        }
    }

    Key key(List<PathElement> path) {
        return new Key(
                project == null ? request.application() : ApplicationId.plain(project),
                database == null ? request.database() : database,
                namespace == null ? request.namespace() : namespace,
                path);
    }
}
