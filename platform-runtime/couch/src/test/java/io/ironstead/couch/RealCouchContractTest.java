package io.ironstead.couch;

import org.junit.jupiter.api.AfterEach;

/** The contract on a CouchDB of the CouchDB project: it has to describe what is so. */
class RealCouchContractTest extends CouchContract {
    @Override
    RawCouch server() {
        return RealCouch.orSkip();
    }

    @Override
    boolean isCluster() {
        return RealCouch.isCluster();
    }

    @AfterEach
    void dropDatabase() {
        if (couch != null) {
            couch.delete(db);
            couch.close();
        }
    }
}
