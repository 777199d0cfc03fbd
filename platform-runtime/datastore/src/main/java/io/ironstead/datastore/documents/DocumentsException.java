package io.ironstead.datastore.documents;

/** Documents cannot be read; nothing is known about them. */
public final class DocumentsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DocumentsException(String what) {
        super(what);
    }

    DocumentsException(String what, Throwable cause) {
        super(what, cause);
    }
}
