/**
 * Decides which request runs at which instance, and when instances start and stop. Start at
 * {@link io.ironstead.instances.scaling.Pool}. Nothing here does anything, or knows what time it is: events and the
 * moment come in, decisions go out.
 */
@NullMarked
package io.ironstead.instances.scaling;

import org.jspecify.annotations.NullMarked;
