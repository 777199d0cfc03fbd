/**
 * A CouchDB-protocol server of one machine on RocksDB, which syncs to disk before it says 201.
 * Start at {@link io.ironstead.couch.embedded.EmbeddedCouch}; what it serves is the {@code Router}'s table.
 */
@NullMarked
package io.ironstead.couch.embedded;

import org.jspecify.annotations.NullMarked;
