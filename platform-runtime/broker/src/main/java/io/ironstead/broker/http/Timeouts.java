package io.ironstead.broker.http;

import java.time.Duration;

/**
 * How long a broker waits. Looked at ten times a second, so a wait may be a tenth of a second longer.
 *
 * @param header a visitor may take to send a request's head, from its first byte (or the connection's first moment)
 * @param keepAlive a visitor's connection may idle between requests
 * @param progress a visitor may neither send a byte of a body that is awaited, nor take one of the answer
 * @param wake a request may wait for a place at an instance, starting one included
 * @param connect an instance may take to accept a connection
 * @param firstByte an instance may take from the request to the first byte of its answer
 * @param silence an instance may pause within an answer; on a WebSocket, both sides
 * @param total one request may take, WebSockets included
 * @param instanceIdle a connection to an instance may idle. Short, because programs close idle connections too
 *     (gunicorn after two seconds), and a POST sent at that very moment cannot be sent again
 */
public record Timeouts(
        Duration header,
        Duration keepAlive,
        Duration progress,
        Duration wake,
        Duration connect,
        Duration firstByte,
        Duration silence,
        Duration total,
        Duration instanceIdle) {

    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(20),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofMillis(1500));

    /** The same, with other waits for a visitor. */
    public Timeouts withVisitor(Duration newHeader, Duration newKeepAlive, Duration newProgress) {
        return new Timeouts(
                newHeader, newKeepAlive, newProgress, wake, connect, firstByte, silence, total, instanceIdle);
    }

    /** The same, with other waits for an instance. */
    public Timeouts withInstance(Duration newWake, Duration newFirstByte, Duration newSilence, Duration newTotal) {
        return new Timeouts(
                header, keepAlive, progress, newWake, connect, newFirstByte, newSilence, newTotal, instanceIdle);
    }
}
