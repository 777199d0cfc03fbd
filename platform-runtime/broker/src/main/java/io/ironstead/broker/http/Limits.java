package io.ironstead.broker.http;

/**
 * The sizes a broker accepts. A visitor beyond one of them gets the status that HTTP has for it.
 *
 * @param requestLineBytesMax method, address and version together; 414 beyond
 * @param headerBytesMax of a request or of an instance's answer; 431 beyond
 * @param requestBodyBytesMax 413 beyond. Generous by default: Google's App Engine stops at 32 MiB, but the broker
 *     streams bodies, so a big one costs it no memory
 * @param connectionsMax open visitors' connections; more are closed at once
 * @param streamsMax requests at a time on one HTTP/2 connection
 * @param idleConnectionsMax kept open to one instance by one event loop
 * @param fileCacheBytesMax memory for small static files and compressed ones
 */
public record Limits(
        int requestLineBytesMax,
        int headerBytesMax,
        long requestBodyBytesMax,
        int connectionsMax,
        int streamsMax,
        int idleConnectionsMax,
        long fileCacheBytesMax) {

    public static final Limits DEFAULT = new Limits(16 << 10, 256 << 10, 1L << 30, 50_000, 128, 256, 64L << 20);

    public Limits {
        if (requestLineBytesMax < 1
                || headerBytesMax < 1
                || requestBodyBytesMax < 0
                || connectionsMax < 1
                || streamsMax < 1
                || idleConnectionsMax < 0
                || fileCacheBytesMax < 0) {
            throw new IllegalArgumentException("A limit of the broker is too small");
        }
    }

    public Limits withRequestBodyBytesMax(long bytes) {
        return new Limits(
                requestLineBytesMax,
                headerBytesMax,
                bytes,
                connectionsMax,
                streamsMax,
                idleConnectionsMax,
                fileCacheBytesMax);
    }

    public Limits withConnectionsMax(int connections) {
        return new Limits(
                requestLineBytesMax,
                headerBytesMax,
                requestBodyBytesMax,
                connections,
                streamsMax,
                idleConnectionsMax,
                fileCacheBytesMax);
    }
}
