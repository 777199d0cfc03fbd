/**
 * Engine and commit log together, on a simulated cluster, under a seeded scheduler, judged by a checker: start at
 * {@link EngineSimulationTest}.
 */
@NullMarked
package io.ironstead.datastore.simulation;

import org.jspecify.annotations.NullMarked;
