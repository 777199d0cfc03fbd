/** What many nodes as one cost and save. Start at {@link io.ironstead.bench.cluster.ClusterBenchmark}. */
@NullMarked
package io.ironstead.bench.cluster;

import org.jspecify.annotations.NullMarked;
