/**
 * One database of one site at work: its rows at every version, its transactions, its ids, its commits on their way through the
 * log. Start reading at {@link Tablet}; what a row looks like is in {@link VersionedRows}.
 */
@NullMarked
package io.ironstead.datastore.tablet;

import org.jspecify.annotations.NullMarked;
