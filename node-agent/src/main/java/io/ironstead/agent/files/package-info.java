/** The files of this node: the store, and the grid behind it when there is one. Start reading at {@link NodeFiles}. */
@NullMarked
package io.ironstead.agent.files;

import org.jspecify.annotations.NullMarked;
