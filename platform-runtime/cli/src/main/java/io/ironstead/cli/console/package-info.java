/** Talks to a console's REST API. Start at {@link io.ironstead.cli.console.ConsoleClient}. */
@NullMarked
package io.ironstead.cli.console;

import org.jspecify.annotations.NullMarked;
