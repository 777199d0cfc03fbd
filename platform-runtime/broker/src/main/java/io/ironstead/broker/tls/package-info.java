/** HTTPS: which certificate a visitor gets. Start at {@link io.ironstead.broker.tls.Certificates}. */
@NullMarked
package io.ironstead.broker.tls;

import org.jspecify.annotations.NullMarked;
