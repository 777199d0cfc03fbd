/** Who a site is towards others: its account's name and the key it signs with. Start at {@link io.ironstead.services.identity.SiteKeys}. */
@NullMarked
package io.ironstead.services.identity;

import org.jspecify.annotations.NullMarked;
