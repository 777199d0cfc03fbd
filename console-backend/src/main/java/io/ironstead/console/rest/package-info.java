/** The REST API under {@code /api/v1}, a thin layer over the services. Start at {@link io.ironstead.console.rest.Problems} for what errors look like. */
@NullMarked
package io.ironstead.console.rest;

import org.jspecify.annotations.NullMarked;
