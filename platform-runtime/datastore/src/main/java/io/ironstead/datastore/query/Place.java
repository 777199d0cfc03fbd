package io.ironstead.datastore.query;

import io.ironstead.datastore.Key;
import io.ironstead.datastore.bytes.KeyBytes;

/** Where the entities of a query live. */
record Place(String application, String database, String namespace) {

    /** The key of a path here. */
    Key key(byte[] path) {
        return KeyBytes.parse(application, database, namespace, path);
    }
}
