/**
 * CouchDB for the rest of the runtime: a client on Ektorp that tells a stored write from one that only looks stored.
 * Start at {@link io.ironstead.couch.CouchClient}; the one-machine server is in {@code embedded}.
 */
@NullMarked
package io.ironstead.couch;

import org.jspecify.annotations.NullMarked;
