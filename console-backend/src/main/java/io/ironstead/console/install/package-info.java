/** How a bare server gets the agent: the programs as archives that can be checked, and the script; start at {@link io.ironstead.console.install.AgentPrograms}. */
@NullMarked
package io.ironstead.console.install;

import org.jspecify.annotations.NullMarked;
