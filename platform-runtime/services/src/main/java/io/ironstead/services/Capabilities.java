package io.ironstead.services;

import io.ironstead.model.SiteName;

/** The true state of services, for programs that look before they call. */
public interface Capabilities {

    /** Whether calls would be served. */
    enum State {
        ENABLED,
        /** Known to App Engine and not offered here, or not working now. */
        DISABLED,
        /** No service of App Engine has this name. */
        UNKNOWN
    }

    /**
     * @param service as in calls, for example {@code datastore_v3}
     * @param capability a part of it, for example {@code write}; {@code *} for all of it
     */
    State state(SiteName site, String service, String capability);
}
