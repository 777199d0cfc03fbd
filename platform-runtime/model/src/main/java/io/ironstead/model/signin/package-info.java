/**
 * How a visitor's sign-in travels from the console to a site's node, and from one request to the next. Start at
 * {@link io.ironstead.model.signin.SiteCode}.
 */
@NullMarked
package io.ironstead.model.signin;

import org.jspecify.annotations.NullMarked;
