/**
 * Builds, launches, watches, scales and stops the instances of one node. Start at
 * {@link io.ironstead.instances.Instances}; how a program becomes a process is in {@code launch}, what it may touch in
 * {@code sandbox}, when another one starts in {@code scaling}.
 */
@NullMarked
package io.ironstead.instances;

import org.jspecify.annotations.NullMarked;
