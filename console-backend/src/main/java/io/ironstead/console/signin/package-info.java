/**
 * Visitors who sign in to sites with their account here. Start at
 * {@link io.ironstead.console.signin.SiteSignInService}.
 */
@NullMarked
package io.ironstead.console.signin;

import org.jspecify.annotations.NullMarked;
