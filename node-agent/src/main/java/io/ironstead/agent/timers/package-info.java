/** Time as the agent needs it, so that tests can own it. Start at {@link io.ironstead.agent.timers.Timers}. */
@NullMarked
package io.ironstead.agent.timers;

import org.jspecify.annotations.NullMarked;
