/** How each page of the console is driven: by what it says, never by its inner structure. Start at {@code Visit}. */
@NullMarked
package io.ironstead.pages;

import org.jspecify.annotations.NullMarked;
