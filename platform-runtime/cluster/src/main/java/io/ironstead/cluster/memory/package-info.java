/**
 * Memory that the nodes of a pool share: what a program may keep for a while and must be able to lose. Start at
 * {@link io.ironstead.cluster.memory.MemcacheStorage}.
 */
@NullMarked
package io.ironstead.cluster.memory;

import org.jspecify.annotations.NullMarked;
