/**
 * The certificate that visitors by HTTPS get for names without one of their own. Start at
 * {@link io.ironstead.agent.tls.OwnCertificate}.
 */
@NullMarked
package io.ironstead.agent.tls;

import org.jspecify.annotations.NullMarked;
