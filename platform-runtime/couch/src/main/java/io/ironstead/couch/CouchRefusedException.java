package io.ironstead.couch;

/** CouchDB refused a request in a way the caller cannot have meant: a wrong password, a missing database, bad JSON. */
public final class CouchRefusedException extends RuntimeException {
    private final int status;
    private final String error;

    CouchRefusedException(int status, String error, String reason) {
        super("CouchDB refused: " + status + " " + error + " " + reason);
        this.status = status;
        this.error = error;
    }

    public int status() {
        return status;
    }

    public String error() {
        return error;
    }
}
