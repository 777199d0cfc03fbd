/**
 * The pool of nodes as one memory, on Hazelcast, which no other module knows. Start at
 * {@link io.ironstead.cluster.Member}; what programs keep there is in {@code memory}.
 */
@NullMarked
package io.ironstead.cluster;

import org.jspecify.annotations.NullMarked;
