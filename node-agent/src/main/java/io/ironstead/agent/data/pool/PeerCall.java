package io.ironstead.agent.data.pool;

import io.ironstead.model.SiteName;
import io.ironstead.services.Caller;

/** A call that a node passes on to the one that leads the site's data. The entry node has checked whose call it is. */
sealed interface PeerCall {
    SiteName site();

    /** Of App Engine's services. */
    record Service(Caller caller, String service, String method, byte[] request) implements PeerCall {
        @Override
        public SiteName site() {
            return caller.site();
        }
    }

    /** Of Cloud Datastore. @param method as HTTP's addresses spell it */
    record Cloud(SiteName site, String method, byte[] request) implements PeerCall {}

    /** Of the console. */
    record Desk(SiteName site, String method, String json) implements PeerCall {}
}
