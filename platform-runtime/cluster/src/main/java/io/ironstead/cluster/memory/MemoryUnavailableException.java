package io.ironstead.cluster.memory;

/** The shared memory did not answer in time, or does not run. Programs must live with that: it only keeps copies. */
public final class MemoryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    MemoryUnavailableException(String message) {
        super(message);
    }
}
