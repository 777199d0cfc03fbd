/**
 * One port that takes gRPC (HTTP/2 without TLS) and HTTP/1.1 alike, told apart by a connection's first bytes: start reading at
 * {@link Listeners}, then {@link Doorway}. Knows calls and bytes, nothing of datastores.
 *
 * <p>Event loops never block; what a request asks for is done by whoever implements {@link Calls}, on threads of its own.
 */
@NullMarked
package io.ironstead.datastore.wire.v1.net;

import org.jspecify.annotations.NullMarked;
