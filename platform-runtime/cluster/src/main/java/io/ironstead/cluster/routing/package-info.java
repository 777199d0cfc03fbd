/**
 * Which node of the pool a request goes to, and which one keeps what exists once. Start at
 * {@link io.ironstead.cluster.routing.RoutedInstances}.
 */
@NullMarked
package io.ironstead.cluster.routing;

import org.jspecify.annotations.NullMarked;
