/** Sites, their versions and their traffic. Start at {@link io.ironstead.console.sites.SiteService}. */
@NullMarked
package io.ironstead.console.sites;

import org.jspecify.annotations.NullMarked;
