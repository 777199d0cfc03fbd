/**
 * Signing in to sites: who a visitor is, and his way to the console and back. Start at
 * {@link io.ironstead.broker.signin.SignIns}.
 */
@NullMarked
package io.ironstead.broker.signin;

import org.jspecify.annotations.NullMarked;
