/** The machines, and what should be on them. Start at {@link io.ironstead.console.fleet.MachineService}; the live picture is {@link io.ironstead.console.fleet.LiveFleet}. */
@NullMarked
package io.ironstead.console.fleet;

import org.jspecify.annotations.NullMarked;
