/**
 * The runtime's instances in the words of this agent. Start at {@link io.ironstead.agent.hosting.HostedVersions}.
 */
@NullMarked
package io.ironstead.agent.hosting;

import org.jspecify.annotations.NullMarked;
