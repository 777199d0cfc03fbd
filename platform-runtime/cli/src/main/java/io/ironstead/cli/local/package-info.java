/** Console and agent as processes of this machine: where they live and how they start. Start at {@code LocalNode}. */
@NullMarked
package io.ironstead.cli.local;

import org.jspecify.annotations.NullMarked;
