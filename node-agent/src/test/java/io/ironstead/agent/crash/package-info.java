/** Agents that are killed under load, and what is left of the data: start at {@link KilledAgentTest}. */
@NullMarked
package io.ironstead.agent.crash;

import org.jspecify.annotations.NullMarked;
