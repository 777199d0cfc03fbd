/**
 * Makes this node what the console says it should be. Start at {@link io.ironstead.agent.supervise.DesiredStore}.
 */
@NullMarked
package io.ironstead.agent.supervise;

import org.jspecify.annotations.NullMarked;
