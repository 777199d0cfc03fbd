/** Puts a node's services together. Start at {@link io.ironstead.services.node.NodeServices}. */
@NullMarked
package io.ironstead.services.node;

import org.jspecify.annotations.NullMarked;
