/** Whether everything serves, and where the load is. Start at {@code OverviewView}. */
@NullMarked
package io.ironstead.console.ui.overview;

import org.jspecify.annotations.NullMarked;
