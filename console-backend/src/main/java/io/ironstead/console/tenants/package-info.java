/** Tenants and the people who sign in. Start at {@link io.ironstead.console.tenants.TenantService}. */
@NullMarked
package io.ironstead.console.tenants;

import org.jspecify.annotations.NullMarked;
