/** Counts requests without making event loops wait for each other. Start at {@link io.ironstead.broker.traffic.LoopTraffic}. */
@NullMarked
package io.ironstead.broker.traffic;

import org.jspecify.annotations.NullMarked;
