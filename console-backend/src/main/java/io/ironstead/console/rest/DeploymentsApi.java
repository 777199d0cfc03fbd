package io.ironstead.console.rest;

import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.bundles.Deployment;
import io.ironstead.console.bundles.DeploymentService;
import io.ironstead.console.rest.Views.DeploymentView;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.sites.SiteVersion;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.control.TrafficSplit;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Uploads and how they get on. */
@RestController
@RequestMapping("/api/v1/sites/{site}/deployments")
class DeploymentsApi {
    private final CurrentCaller caller;
    private final DeploymentService deployments;
    private final VersionService versions;
    private final LogService logs;

    DeploymentsApi(CurrentCaller caller, DeploymentService deployments, VersionService versions, LogService logs) {
        this.caller = caller;
        this.deployments = deployments;
        this.versions = versions;
        this.logs = logs;
    }

    /**
     * Takes an archive as the body, up to 2 GiB, and answers once it is stored or refused; building goes on.
     *
     * @param permille share of traffic it gets when warm, if {@code promote} is left out
     */
    @PostMapping(consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeploymentView deploy(
            @PathVariable SiteName site,
            @RequestParam(defaultValue = "archive") String filename,
            @RequestParam @Nullable VersionId version,
            @RequestParam(defaultValue = "true") boolean promote,
            @RequestParam(defaultValue = "1000") int permille,
            HttpServletRequest request)
            throws IOException {
        var who = caller.get();
        deployments.requireRoom(request.getContentLengthLong());
        var begun = deployments.begin(
                who,
                site,
                filename,
                Optional.ofNullable(version),
                promote ? Math.clamp(permille, 0, TrafficSplit.WHOLE) : 0);
        return view(who, deployments.receive(who, site, begun.id(), request.getInputStream()));
    }

    @GetMapping
    List<DeploymentView> list(@PathVariable SiteName site) {
        var who = caller.get();
        var uploads = versions.list(who, site);
        return deployments.list(who, site).stream().map(d -> view(d, uploads)).toList();
    }

    @GetMapping("/{id}")
    DeploymentView get(@PathVariable SiteName site, @PathVariable long id) {
        var who = caller.get();
        return view(who, deployments.get(who, site, id));
    }

    @DeleteMapping("/{id}")
    DeploymentView cancel(@PathVariable SiteName site, @PathVariable long id) {
        var who = caller.get();
        return view(who, deployments.cancel(who, site, id));
    }

    @GetMapping(path = "/{id}/log", produces = MediaType.TEXT_PLAIN_VALUE)
    String log(@PathVariable SiteName site, @PathVariable long id) {
        return logs.buildLog(caller.get(), site, id);
    }

    private DeploymentView view(Caller who, Deployment d) {
        return view(d, versions.list(who, d.site()));
    }

    private static DeploymentView view(Deployment d, List<SiteVersion> uploads) {
        var version = uploads.stream().filter(v -> v.deploymentId() == d.id()).findFirst();
        return DeploymentView.of(d, version.map(SiteVersion::address));
    }
}
