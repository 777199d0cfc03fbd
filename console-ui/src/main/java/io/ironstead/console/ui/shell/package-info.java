/** What stands around every page: the frame, sign-in, the finder, the error pages. Start at {@code Frame}. */
@NullMarked
package io.ironstead.console.ui.shell;

import org.jspecify.annotations.NullMarked;
