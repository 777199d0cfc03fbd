/** One's own password and tokens, and the look of the console. Start at {@code AccountView}. */
@NullMarked
package io.ironstead.console.ui.account;

import org.jspecify.annotations.NullMarked;
