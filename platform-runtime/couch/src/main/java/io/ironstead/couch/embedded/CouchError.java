package io.ironstead.couch.embedded;

/** A refusal in CouchDB's words: status, {@code error} and {@code reason}. Thrown anywhere, answered once by the router. */
final class CouchError extends RuntimeException {
    private final int status;
    private final String error;
    private final String reason;

    CouchError(int status, String error, String reason) {
        super(error, null, false, false);
        this.status = status;
        this.error = error;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String reason() {
        return reason;
    }

    static CouchError badRequest(String reason) {
        return new CouchError(400, "bad_request", reason);
    }

    static CouchError badQuery(String reason) {
        return new CouchError(400, "query_parse_error", reason);
    }

    static CouchError illegalId(String reason) {
        return new CouchError(400, "illegal_docid", reason);
    }

    static CouchError invalidDocument(String reason) {
        return new CouchError(400, "doc_validation", reason);
    }

    static CouchError forbidden(String reason) {
        return new CouchError(403, "forbidden", reason);
    }

    static CouchError missing() {
        return new CouchError(404, "not_found", "missing");
    }

    static CouchError deleted() {
        return new CouchError(404, "not_found", "deleted");
    }

    static CouchError noDatabase() {
        return new CouchError(404, "not_found", "Database does not exist.");
    }

    static CouchError methodNotAllowed(String allowed) {
        return new CouchError(405, "method_not_allowed", "Only " + allowed + " allowed");
    }

    static CouchError conflict() {
        return new CouchError(409, "conflict", "Document update conflict.");
    }

    static CouchError databaseExists() {
        return new CouchError(412, "file_exists", "The database could not be created, the file already exists.");
    }

    static CouchError documentTooLarge(String id) {
        return new CouchError(413, "document_too_large", id);
    }

    static CouchError bodyTooLarge() {
        return new CouchError(413, "too_large", "the request entity is too large");
    }

    static CouchError notImplemented(String endpoint) {
        return new CouchError(501, "not_implemented", endpoint);
    }

    static CouchError unavailable(String reason) {
        return new CouchError(503, "service unavailable", reason);
    }
}
