/** Hosts that tests make of network namespaces; start at {@link io.ironstead.agent.bed.NetworkBed}. */
@NullMarked
package io.ironstead.agent.bed;

import org.jspecify.annotations.NullMarked;
