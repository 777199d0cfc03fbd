/**
 * How a server becomes a node: it makes a key, shows its join token and gets a certificate of the console's own CA.
 * Start at {@link io.ironstead.agent.join.Admission}; what is kept is {@link io.ironstead.agent.join.Identity}.
 */
@NullMarked
package io.ironstead.agent.join;

import org.jspecify.annotations.NullMarked;
