/**
 * The standing conversation with the console: dialled by the node, kept up with back-off, never in the way of serving
 * visitors. Start at {@link io.ironstead.agent.link.ConsoleLink}.
 */
@NullMarked
package io.ironstead.agent.link;

import org.jspecify.annotations.NullMarked;
