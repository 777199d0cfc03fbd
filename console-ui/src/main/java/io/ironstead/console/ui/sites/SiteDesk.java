package io.ironstead.console.ui.sites;

import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.bundles.DeploymentService;
import io.ironstead.console.certificates.CertificateService;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.VersionService;
import io.ironstead.console.ui.kit.Visitor;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** The services that a site's tabs work with, so that each tab does not list them all. */
@Component
record SiteDesk(
        Visitor visitor,
        SiteService sites,
        VersionService versions,
        DeploymentService deployments,
        CertificateService certificates,
        LiveFleet fleet,
        LoadHistory history,
        EventFeed events,
        InstantSource clock) {}
