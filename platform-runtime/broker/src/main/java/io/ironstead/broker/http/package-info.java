/**
 * One request's way through the broker: from a visitor's connection ({@link io.ironstead.broker.http.Http1Visitor},
 * {@link io.ironstead.broker.http.Http2Visitor}) to an answer. Start at {@link io.ironstead.broker.http.Exchange}.
 * Everything here runs on event loops and never blocks.
 */
@NullMarked
package io.ironstead.broker.http;

import org.jspecify.annotations.NullMarked;
