/**
 * The only way out of a sandbox: a proxy that connects to named hosts and to nothing near the machine. Start at
 * {@link io.ironstead.sandbox.egress.EgressProxy}.
 */
@NullMarked
package io.ironstead.sandbox.egress;

import org.jspecify.annotations.NullMarked;
