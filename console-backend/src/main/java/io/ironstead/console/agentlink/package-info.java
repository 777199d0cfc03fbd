/** The agents' door: the console's own certificate authority and the gRPC server they dial. Start at {@link io.ironstead.console.agentlink.AgentServer}. */
@NullMarked
package io.ironstead.console.agentlink;

import org.jspecify.annotations.NullMarked;
