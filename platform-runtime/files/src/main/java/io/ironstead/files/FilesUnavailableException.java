package io.ironstead.files;

/**
 * Too few servers answer now, or none in time: nothing is said about whether the file exists. Worth trying again after
 * some seconds; at the edge this is 503, never 404.
 */
public final class FilesUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FilesUnavailableException(String message) {
        super(message);
    }

    public FilesUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
