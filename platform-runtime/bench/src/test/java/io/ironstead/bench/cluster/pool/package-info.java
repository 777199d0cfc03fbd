/** Checks of what the benchmarks measure with. */
@org.jspecify.annotations.NullMarked
package io.ironstead.bench.cluster.pool;
