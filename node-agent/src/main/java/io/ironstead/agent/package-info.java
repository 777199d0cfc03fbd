/**
 * The daemon on every server: joins it to a console and makes it what the console says it should be. Start at
 * {@link io.ironstead.agent.AgentApplication}; the order in which a node starts and stops is in
 * {@link io.ironstead.agent.Agent}.
 */
@NullMarked
package io.ironstead.agent;

import org.jspecify.annotations.NullMarked;
