/**
 * A pool of nodes that exists only as numbers, run by the product's own placement through hours of a made-up load within
 * seconds. Start at {@link io.ironstead.bench.cluster.pool.Simulation}.
 */
@NullMarked
package io.ironstead.bench.cluster.pool;

import org.jspecify.annotations.NullMarked;
