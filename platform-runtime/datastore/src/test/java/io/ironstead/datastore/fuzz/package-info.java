/**
 * Damaged and hostile requests to Cloud Datastore: start reading at {@link CloudDatastoreFuzzTest}.
 *
 * <p>Every one must be answered soon, never as the server's own failure, and never with another project's data.
 */
@NullMarked
package io.ironstead.datastore.fuzz;

import org.jspecify.annotations.NullMarked;
