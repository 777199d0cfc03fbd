package io.ironstead.services;

import io.ironstead.model.SiteName;
import io.ironstead.model.control.DesiredSite;
import java.util.Optional;

/** What the platform knows of sites, for services that tell programs about themselves. */
public interface SiteDirectory {

    /** As the console wants it now; empty when it is not wanted here any more. */
    Optional<DesiredSite> site(SiteName name);

    /** The site's host name on the platform, with the port visitors use unless it is the usual one. */
    String address(SiteName name);
}
