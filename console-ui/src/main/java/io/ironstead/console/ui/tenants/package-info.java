/** Tenants and the people who sign in, for operators. Start at {@code TenantsView}. */
@NullMarked
package io.ironstead.console.ui.tenants;

import org.jspecify.annotations.NullMarked;
