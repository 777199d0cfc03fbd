package io.ironstead.console.sites;

import io.ironstead.model.SiteName;

/** Published inside the transaction that creates a site, perhaps under a name that another site had before. */
public record SiteCreated(SiteName name) {}
