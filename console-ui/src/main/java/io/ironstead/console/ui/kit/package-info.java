/** The parts all pages are made of. Start at {@link io.ironstead.console.ui.kit.Page}. */
@NullMarked
package io.ironstead.console.ui.kit;

import org.jspecify.annotations.NullMarked;
