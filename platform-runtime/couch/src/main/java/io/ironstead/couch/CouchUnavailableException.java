package io.ironstead.couch;

/** No coordinator gave a usable answer to a read in time. */
public final class CouchUnavailableException extends RuntimeException {
    public CouchUnavailableException(String message) {
        super(message);
    }
}
