package io.ironstead.couch;

import org.junit.jupiter.api.AfterEach;

/** The contract on a CouchDB of the CouchDB project: it has to describe what is so. */
class RealCouchManyContractTest extends CouchManyContract {
    @Override
    RawCouch server() {
        return RealCouch.orSkip();
    }

    @AfterEach
    void dropDatabase() {
        if (couch != null) {
            couch.delete(db);
            couch.close();
        }
    }
}
