/**
 * Ordered rows of bytes, and consistent views of them at a version: start reading at {@link RowStore}, then
 * {@link Snapshot}.
 */
@NullMarked
package io.ironstead.datastore.store;

import org.jspecify.annotations.NullMarked;
