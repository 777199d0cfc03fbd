/**
 * Certificates for sites' own domains: checked, kept sealed, and given to the nodes. Start at
 * {@link io.ironstead.console.certificates.CertificateService}.
 */
@NullMarked
package io.ironstead.console.certificates;

import org.jspecify.annotations.NullMarked;
