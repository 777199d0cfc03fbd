/**
 * How many instances of each version the pool should run, and where: pure functions of what all nodes tell each other, so
 * that every node comes to the same plan and carries out its own part. Start at
 * {@link io.ironstead.cluster.placement.Placement}.
 */
@NullMarked
package io.ironstead.cluster.placement;

import org.jspecify.annotations.NullMarked;
