package io.ironstead.model.control;

import io.ironstead.model.NodeId;

/** One machine of the pool, as every other one is told of it. */
public record PoolMember(NodeId node, ClusterPoint at) {}
