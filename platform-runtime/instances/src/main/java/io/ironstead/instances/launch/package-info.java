/**
 * How a program of each language becomes a process that listens on a port. Start at
 * {@link io.ironstead.instances.launch.Programs}; how one is waited for is in
 * {@link io.ironstead.instances.launch.Readiness}.
 */
@NullMarked
package io.ironstead.instances.launch;

import org.jspecify.annotations.NullMarked;
