/**
 * App Engine's datastore as its programs see it, without any wire: start reading at {@link Datastore}.
 *
 * <p>Both wire APIs (packages {@code wire.v3} and {@code wire.v1}) turn their messages into these types and back, and add no
 * rules of their own.
 */
@NullMarked
package io.ironstead.datastore;

import org.jspecify.annotations.NullMarked;
