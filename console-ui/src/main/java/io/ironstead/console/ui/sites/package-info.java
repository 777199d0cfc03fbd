/** Sites: are they well, what do they do, and what changed last. Start at {@link io.ironstead.console.ui.sites.SitesNavigation}. */
@NullMarked
package io.ironstead.console.ui.sites;

import org.jspecify.annotations.NullMarked;
