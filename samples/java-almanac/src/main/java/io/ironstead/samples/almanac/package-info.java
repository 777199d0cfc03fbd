/** When the sun rises and sets, for a place and every day of a year. Start at {@code AlmanacServlet}. */
@NullMarked
package io.ironstead.samples.almanac;

import org.jspecify.annotations.NullMarked;
