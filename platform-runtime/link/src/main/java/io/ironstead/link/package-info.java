/**
 * The wire between console and node agents: gRPC with mutual TLS, dialled by the agent. Start at
 * {@link io.ironstead.link.AgentLink}. Messages are the records of {@code model.control} as JSON, the same form in
 * which a node keeps its desired state on disk.
 */
@NullMarked
package io.ironstead.link;

import org.jspecify.annotations.NullMarked;
