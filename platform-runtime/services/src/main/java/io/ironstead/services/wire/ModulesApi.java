package io.ironstead.services.wire;

import com.google.appengine.api.modules.ModulesServicePb.GetDefaultVersionRequest;
import com.google.appengine.api.modules.ModulesServicePb.GetDefaultVersionResponse;
import com.google.appengine.api.modules.ModulesServicePb.GetHostnameRequest;
import com.google.appengine.api.modules.ModulesServicePb.GetHostnameResponse;
import com.google.appengine.api.modules.ModulesServicePb.GetModulesRequest;
import com.google.appengine.api.modules.ModulesServicePb.GetModulesResponse;
import com.google.appengine.api.modules.ModulesServicePb.GetNumInstancesRequest;
import com.google.appengine.api.modules.ModulesServicePb.GetNumInstancesResponse;
import com.google.appengine.api.modules.ModulesServicePb.GetVersionsRequest;
import com.google.appengine.api.modules.ModulesServicePb.GetVersionsResponse;
import com.google.appengine.api.modules.ModulesServicePb.ModulesServiceError.ErrorCode;
import io.ironstead.model.ServiceName;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.services.ApiCall;
import io.ironstead.services.SiteDirectory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code modules}: what services and versions the caller's site has. Changing them is the console's business. */
public final class ModulesApi extends ProtoService {
    /** Between the names of a host name, so that one certificate for the domain's sites fits them all. */
    private static final String DOT = "-dot-";

    private static final String IN_CONSOLE = "Change it on the site's page in the console, or by its REST API.";

    private final SiteDirectory directory;

    public ModulesApi(SiteDirectory directory) {
        super("modules");
        this.directory = directory;
        on("GetModules", GetModulesRequest.parser(), this::modules);
        on("GetVersions", GetVersionsRequest.parser(), this::versions);
        on("GetDefaultVersion", GetDefaultVersionRequest.parser(), this::defaultVersion);
        on("GetNumInstances", GetNumInstancesRequest.parser(), this::instances);
        on("GetHostname", GetHostnameRequest.parser(), this::hostname);
        notOffered("SetNumInstances", IN_CONSOLE);
        notOffered("StartModule", IN_CONSOLE);
        notOffered("StopModule", IN_CONSOLE);
    }

    private DesiredSite site(ApiCall call) {
        return directory
                .site(call.caller().site())
                .orElseThrow(() -> new Refusal(ErrorCode.TRANSIENT_ERROR_VALUE, "This site is being removed."));
    }

    private static List<DesiredVersion> versions(DesiredSite site, String module) {
        var found = site.versions().stream()
                .filter(version -> version.service().value().equals(module))
                .toList();
        if (found.isEmpty()) {
            throw new Refusal(ErrorCode.INVALID_MODULE_VALUE, "There is no module \"" + shown(module) + "\".");
        }
        return found;
    }

    private static String shown(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100);
    }

    private GetModulesResponse modules(ApiCall call, GetModulesRequest request) {
        return GetModulesResponse.newBuilder()
                .addAllModule(site(call).versions().stream()
                        .map(version -> version.service().value())
                        .distinct()
                        .sorted()
                        .toList())
                .build();
    }

    private static String module(ApiCall call, boolean named, String name) {
        return named ? name : call.caller().version().service().value();
    }

    private GetVersionsResponse versions(ApiCall call, GetVersionsRequest request) {
        return GetVersionsResponse.newBuilder()
                .addAllVersion(versions(site(call), module(call, request.hasModule(), request.getModule())).stream()
                        .map(version -> version.version().value())
                        .sorted()
                        .toList())
                .build();
    }

    /** The version that gets the most requests; of several the one whose name comes first. */
    private GetDefaultVersionResponse defaultVersion(ApiCall call, GetDefaultVersionRequest request) {
        var site = site(call);
        var module = module(call, request.hasModule(), request.getModule());
        versions(site, module);
        var split = site.traffic().get(new ServiceName(module));
        if (split == null) {
            throw new Refusal(ErrorCode.INVALID_VERSION_VALUE, "No version of this module takes requests.");
        }
        var most = split.shares().stream()
                .max(Comparator.comparingInt(TrafficSplit.Share::permille)
                        .thenComparing(Comparator.comparing(TrafficSplit.Share::version)
                                .reversed()))
                .orElseThrow();
        return GetDefaultVersionResponse.newBuilder()
                .setVersion(most.version().value())
                .build();
    }

    private DesiredVersion version(ApiCall call, DesiredSite site, String module, boolean named, String name) {
        var own = call.caller().version();
        var wanted = named ? name : own.version().value();
        return versions(site, module).stream()
                .filter(version -> version.version().value().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(ErrorCode.INVALID_VERSION_VALUE, "There is no version \"" + shown(wanted) + "\"."));
    }

    private GetNumInstancesResponse instances(ApiCall call, GetNumInstancesRequest request) {
        var module = module(call, request.hasModule(), request.getModule());
        var version = version(call, site(call), module, request.hasVersion(), request.getVersion());
        if (!(version.app().scaling() instanceof Scaling.Manual manual)) {
            throw new Refusal(
                    ErrorCode.INVALID_VERSION_VALUE, "Only versions with manual scaling have a number of instances.");
        }
        return GetNumInstancesResponse.newBuilder()
                .setInstances(manual.instances())
                .build();
    }

    private GetHostnameResponse hostname(ApiCall call, GetHostnameRequest request) {
        var site = site(call);
        var module = module(call, request.hasModule(), request.getModule());
        if (request.hasInstance()) {
            throw new Refusal(
                    ErrorCode.INVALID_INSTANCES_VALUE,
                    "Instances have no address of their own here; call their module's.");
        }
        var version = hostVersion(call, site, module, request);
        var address = directory.address(site.name());
        if (version.isEmpty()) {
            var prefix = module.equals(ServiceName.DEFAULT.value()) ? "" : module + DOT;
            return GetHostnameResponse.newBuilder()
                    .setHostname(prefix + address)
                    .build();
        }
        return GetHostnameResponse.newBuilder()
                .setHostname(version.get().version() + DOT + module + DOT + address)
                .build();
    }

    /** The version asked for; or else the caller's own, if this module has one of that name; or else none. */
    private Optional<DesiredVersion> hostVersion(
            ApiCall call, DesiredSite site, String module, GetHostnameRequest request) {
        if (request.hasVersion()) {
            return Optional.of(version(call, site, module, true, request.getVersion()));
        }
        return versions(site, module).stream()
                .filter(version ->
                        version.version().equals(call.caller().version().version()))
                .findFirst();
    }
}
