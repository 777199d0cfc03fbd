/**
 * {@code datastore_v3}, the datastore of App Engine's bundled services: its messages to the engine's model and back. Start
 * at {@link io.ironstead.datastore.wire.v3.V3Api}. Only words and forms are here; the rules are the engine's.
 */
@NullMarked
package io.ironstead.datastore.wire.v3;

import org.jspecify.annotations.NullMarked;
