/** What the wall around tenants' programs costs. Start at {@link io.ironstead.bench.sandbox.SandboxBenchmark}. */
@NullMarked
package io.ironstead.bench.sandbox;

import org.jspecify.annotations.NullMarked;
