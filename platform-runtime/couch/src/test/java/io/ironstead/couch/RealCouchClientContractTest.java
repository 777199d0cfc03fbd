package io.ironstead.couch;

/** The client on a CouchDB of the CouchDB project. */
class RealCouchClientContractTest extends CouchClientContract {
    @Override
    RawCouch server() {
        return RealCouch.orSkip();
    }
}
