/**
 * What this machine is and what it is doing, told to the console once a second. Start at
 * {@link io.ironstead.agent.metrics.Machine}.
 */
@NullMarked
package io.ironstead.agent.metrics;

import org.jspecify.annotations.NullMarked;
