package io.ironstead.broker.http;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * A request that means the same to everybody.
 *
 * @param target path and query, as sent
 * @param path {@code target} without the query
 * @param host as sent, with port
 * @param hostName the same in lower case, without port
 * @param length of the body; -1: there is none, or it is {@code chunked}
 * @param webSocket it asks to become a WebSocket
 * @param interim its sender understands answers before the answer
 */
record Request(
        String method,
        String target,
        String path,
        String host,
        String hostName,
        HttpHeaders headers,
        long length,
        boolean chunked,
        boolean webSocket,
        boolean interim) {

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** True: running it twice is the same as running it once, says HTTP. */
    boolean isIdempotent() {
        return switch (method) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS" -> true;
            default -> false;
        };
    }

    boolean hasBody() {
        return chunked || length > 0;
    }
}
