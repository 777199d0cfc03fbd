/**
 * App Engine's bundled services for the programs of a node. A call is an {@link io.ironstead.services.ApiCall}, its end
 * an {@link io.ironstead.services.ApiResult}; {@code api} takes calls from the wire, {@code wire} knows Google's messages.
 */
@NullMarked
package io.ironstead.services;

import org.jspecify.annotations.NullMarked;
