package io.ironstead.datastore.wire.v1.net;

import java.time.Duration;

/**
 * What one process takes on its datastore listeners, all of them together.
 *
 * @param connectionsMax open connections; more are closed at once
 * @param streamsMax calls at a time on one HTTP/2 connection, 1 or more
 * @param requestBytesMax of one request's message
 * @param bufferedBytesMax of all requests that have not been answered; a request beyond it is refused
 * @param callTimeMax what a call may take, also when it asks for more
 */
public record NetLimits(
        int connectionsMax, int streamsMax, int requestBytesMax, long bufferedBytesMax, Duration callTimeMax) {
    public static final NetLimits DEFAULT = new NetLimits(2_000, 256, 10 << 20, 256L << 20, Duration.ofSeconds(60));
}
