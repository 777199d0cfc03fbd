/**
 * The words every part of Ironstead shares: names, digests and keys as small checked values. Start at
 * {@link io.ironstead.model.VersionKey}; what an application's descriptor says is in {@code model.app}, what
 * console and nodes tell each other is in {@code model.control}.
 */
@NullMarked
package io.ironstead.model;

import org.jspecify.annotations.NullMarked;
