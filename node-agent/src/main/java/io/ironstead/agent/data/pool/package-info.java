/**
 * The sites' data as one thing to all nodes of a pool: each call is served by the node that leads the site's data, wherever it
 * came in. Start at {@link io.ironstead.agent.data.pool.DataRoad}; decision 105 says why.
 */
@NullMarked
package io.ironstead.agent.data.pool;

import org.jspecify.annotations.NullMarked;
