/**
 * What this node does when its console says something. Start at {@link io.ironstead.agent.converse.Orders}.
 */
@NullMarked
package io.ironstead.agent.converse;

import org.jspecify.annotations.NullMarked;
