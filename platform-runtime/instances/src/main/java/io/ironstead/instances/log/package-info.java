/**
 * Keeps what programs write, in files that cannot grow without end, and shows it to those who watch. Start at
 * {@link io.ironstead.instances.log.Logs}.
 */
@NullMarked
package io.ironstead.instances.log;

import org.jspecify.annotations.NullMarked;
