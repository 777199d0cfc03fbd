/**
 * Turns {@code app.yaml}, {@code appengine-web.xml} and {@code web.xml} into one
 * {@link io.ironstead.model.app.AppDescriptor}. Start at {@link io.ironstead.bundle.descriptor.Descriptors}.
 */
@NullMarked
package io.ironstead.bundle.descriptor;

import org.jspecify.annotations.NullMarked;
