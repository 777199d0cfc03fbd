package io.ironstead.console.sites;

/** Published inside the transaction of every change that nodes must learn of. */
public record SitesChanged() {}
