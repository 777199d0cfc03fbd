/** {@code ./ironstead bench}: measurements, not tests. Start at {@link io.ironstead.bench.Benchmark}. */
@NullMarked
package io.ironstead.bench;

import org.jspecify.annotations.NullMarked;
