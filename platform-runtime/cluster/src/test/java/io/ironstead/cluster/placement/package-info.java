/** Placement decided for pools made by hand. */
@org.jspecify.annotations.NullMarked
package io.ironstead.cluster.placement;
