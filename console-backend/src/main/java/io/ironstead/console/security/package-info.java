/** Who asks, and how the console knows. Start at {@link io.ironstead.console.security.Caller}: every service takes one first. */
@NullMarked
package io.ironstead.console.security;

import org.jspecify.annotations.NullMarked;
