/** The machines: are they healthy, what runs on them, and how one more joins. Start at {@link io.ironstead.console.ui.machines.MachinesNavigation}. */
@NullMarked
package io.ironstead.console.ui.machines;

import org.jspecify.annotations.NullMarked;
