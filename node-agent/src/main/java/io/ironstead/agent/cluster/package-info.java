/**
 * This node as one of a pool: where its peers reach it, what it tells them, and which part of the sites is its own. Start
 * at {@link io.ironstead.agent.cluster.ClusterRounds}.
 */
@NullMarked
package io.ironstead.agent.cluster;

import org.jspecify.annotations.NullMarked;
