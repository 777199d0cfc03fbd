/** The small Jetty process that runs one WAR. Start at {@link io.ironstead.javahost.Main}. */
@NullMarked
package io.ironstead.javahost;

import org.jspecify.annotations.NullMarked;
