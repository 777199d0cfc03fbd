/**
 * What console and nodes tell each other. The console publishes numbered
 * {@link io.ironstead.model.control.DesiredState}; a node answers with
 * {@link io.ironstead.model.control.NodeReport} once a second. Messages travel as
 * {@link io.ironstead.model.control.ToNode} and {@link io.ironstead.model.control.ToConsole}. Unknown fields are
 * ignored on reading, so the two may be of different releases.
 */
@NullMarked
package io.ironstead.model.control;

import org.jspecify.annotations.NullMarked;
