/** The broker beside nginx, as a reverse proxy. Start at {@link io.ironstead.bench.proxy.BrokerBenchmark}. */
@NullMarked
package io.ironstead.bench.proxy;

import org.jspecify.annotations.NullMarked;
