/** Requests over time, per second for minutes and per minute for days. Start at {@link io.ironstead.console.load.LoadHistory}. */
@NullMarked
package io.ironstead.console.load;

import org.jspecify.annotations.NullMarked;
