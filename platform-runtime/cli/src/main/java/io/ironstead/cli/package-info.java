/** The {@code ./ironstead} commands. Start at {@link io.ironstead.cli.Main}; each command is one class. */
@NullMarked
package io.ironstead.cli;

import org.jspecify.annotations.NullMarked;
