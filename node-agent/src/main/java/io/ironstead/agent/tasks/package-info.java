/** Tasks and scheduled jobs of sites on this node: start at {@link io.ironstead.agent.tasks.BrokerDelivery}. */
@NullMarked
package io.ironstead.agent.tasks;

import org.jspecify.annotations.NullMarked;
