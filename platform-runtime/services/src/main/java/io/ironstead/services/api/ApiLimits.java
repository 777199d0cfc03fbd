package io.ironstead.services.api;

import java.time.Duration;

/**
 * What one API server allows. The sizes are those of Google's SDKs.
 *
 * @param requestBytesMax of one call; {@code REQUEST_TOO_LARGE} beyond
 * @param responseBytesMax of one answer; {@code RESPONSE_TOO_LARGE} beyond
 * @param gatheredBytesMax of all calls whose request is in memory, of all instances together; {@code OVER_QUOTA} beyond
 * @param callsAtOnce of one instance; more wait, up to their deadline
 * @param connectionsMax of one instance; more are closed at once
 * @param deadlineDefault of a call that names none
 * @param deadlineMax longest that is allowed; a call that asks for more gets this
 * @param idleMax a connection may idle; more than a minute, because the Java SDK drops its own after 58 s and would send
 *     a call into a connection that is being closed
 */
public record ApiLimits(
        int requestBytesMax,
        int responseBytesMax,
        int gatheredBytesMax,
        int callsAtOnce,
        int connectionsMax,
        Duration deadlineDefault,
        Duration deadlineMax,
        Duration idleMax) {

    public static final ApiLimits DEFAULT = new ApiLimits(
            (50 << 20) + 4096,
            50 << 20,
            192 << 20,
            100,
            256,
            Duration.ofSeconds(60),
            Duration.ofSeconds(600),
            Duration.ofSeconds(300));

    public ApiLimits {
        if (requestBytesMax < 1
                || responseBytesMax < 1
                || gatheredBytesMax < requestBytesMax
                || callsAtOnce < 1
                || connectionsMax < 1) {
            throw new IllegalArgumentException("A limit of the API server is too small");
        }
        if (deadlineDefault.compareTo(deadlineMax) > 0 || deadlineDefault.isZero() || deadlineDefault.isNegative()) {
            throw new IllegalArgumentException("The default deadline must be positive and within the longest");
        }
    }
}
