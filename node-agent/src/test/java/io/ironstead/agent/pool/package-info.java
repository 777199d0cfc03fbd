/** Several agents, each a process of its own, as one pool. */
@org.jspecify.annotations.NullMarked
package io.ironstead.agent.pool;
