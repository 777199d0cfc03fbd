/** The console's settings and what all its features share. */
@NullMarked
package io.ironstead.console;

import org.jspecify.annotations.NullMarked;
