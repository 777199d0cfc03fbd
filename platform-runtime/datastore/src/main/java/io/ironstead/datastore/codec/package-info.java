/**
 * Entities and keys as messages of {@code google.datastore.v1}: what the Cloud Datastore wire carries, and the form in which
 * entities are stored. Start reading at {@link EntityCodec}.
 */
@NullMarked
package io.ironstead.datastore.codec;

import org.jspecify.annotations.NullMarked;
