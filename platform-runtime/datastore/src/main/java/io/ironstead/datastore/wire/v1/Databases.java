package io.ironstead.datastore.wire.v1;

import io.ironstead.datastore.Datastore;
import java.util.Optional;

/** Which databases a connection may use. A listener of a site's instance knows that site's only. */
@FunctionalInterface
public interface Databases {

    /**
     * @param project as the request names it, without region
     * @param database empty for the default one
     * @return empty when this connection may not use it
     */
    Optional<Datastore> find(String project, String database);
}
