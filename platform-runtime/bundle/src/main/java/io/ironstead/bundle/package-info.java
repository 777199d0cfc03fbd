/**
 * Reads and checks an application archive, and unpacks it. Start at {@link io.ironstead.bundle.Bundles}: what it
 * accepts can be run, what it refuses leaves nothing behind and says what to do.
 */
@NullMarked
package io.ironstead.bundle;

import org.jspecify.annotations.NullMarked;
