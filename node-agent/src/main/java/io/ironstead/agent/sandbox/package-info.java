/**
 * Puts this node's sites behind the wall that the machine can have. Start at {@link io.ironstead.agent.sandbox.SiteEgress}.
 */
@NullMarked
package io.ironstead.agent.sandbox;

import org.jspecify.annotations.NullMarked;
