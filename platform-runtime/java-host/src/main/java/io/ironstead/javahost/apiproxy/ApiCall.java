package io.ironstead.javahost.apiproxy;

import java.time.Duration;

/**
 * One call of a service.
 *
 * @param ticket of the request it is made for
 * @param limit how long the caller waits, more than zero
 */
record ApiCall(String service, String method, byte[] request, String ticket, Duration limit) {

    double limitSeconds() {
        return limit.toNanos() / 1e9;
    }
}
