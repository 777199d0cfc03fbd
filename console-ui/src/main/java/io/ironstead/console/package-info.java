/** The console process. Start at {@link io.ironstead.console.ConsoleApplication}; the pages are in {@code ui}. */
@NullMarked
package io.ironstead.console;

import org.jspecify.annotations.NullMarked;
