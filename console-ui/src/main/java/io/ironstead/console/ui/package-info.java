/** The console's pages, one package each; {@code shell} is around them and {@code kit} inside them. */
@NullMarked
package io.ironstead.console.ui;

import org.jspecify.annotations.NullMarked;
