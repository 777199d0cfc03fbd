/**
 * Keys, values and rows as bytes whose unsigned order is the datastore's order: start reading at {@link KeyBytes}, then
 * {@link ValueBytes} and {@link RowKeys}.
 */
@NullMarked
package io.ironstead.datastore.bytes;

import org.jspecify.annotations.NullMarked;
