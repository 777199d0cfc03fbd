/** The commit log's protocol under a seeded scheduler: start at {@link LogSimulationTest}. */
@NullMarked
package io.ironstead.datastore.log.simulation;

import org.jspecify.annotations.NullMarked;
