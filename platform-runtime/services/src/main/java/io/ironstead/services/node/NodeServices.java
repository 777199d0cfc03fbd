package io.ironstead.services.node;

import io.ironstead.cluster.memory.MemcacheStorage;
import io.ironstead.datastore.wire.v3.V3Api;
import io.ironstead.model.SiteName;
import io.ironstead.services.ApiService;
import io.ironstead.services.AppLog;
import io.ironstead.services.Capabilities.State;
import io.ironstead.services.LedService;
import io.ironstead.services.SiteDirectory;
import io.ironstead.services.api.ApiServices;
import io.ironstead.services.identity.SiteKeys;
import io.ironstead.services.taskqueue.NodeTasks;
import io.ironstead.services.wire.CapabilityApi;
import io.ironstead.services.wire.DatastoreApi;
import io.ironstead.services.wire.IdentityApi;
import io.ironstead.services.wire.LogApi;
import io.ironstead.services.wire.MemcacheApi;
import io.ironstead.services.wire.ModulesApi;
import io.ironstead.services.wire.SystemApi;
import io.ironstead.services.wire.TaskQueueApi;
import io.ironstead.services.wire.UserApi;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Everything that a node's services are made of.
 *
 * @param domain the platform's, for the names of accounts
 * @param datastores of the sites; empty for a site that has none here
 * @param dataReachable whether calls to a site's datastore would be served now; asked only by programs that want to know
 * @param tasks of the sites; started and closed by the caller
 * @param led takes such a service's calls to the node that leads the site's data
 */
public record NodeServices(
        String domain,
        SiteDirectory directory,
        AppLog appLog,
        MemcacheStorage memory,
        Function<SiteName, Optional<V3Api>> datastores,
        Predicate<SiteName> dataReachable,
        NodeTasks tasks,
        Function<LedService, ApiService> led,
        SiteKeys keys,
        InstantSource clock) {

    public ApiServices build() {
        var queues = new TaskQueueApi(tasks::of, directory, new SecureRandom());
        var services = List.<ApiService>of(
                led.apply(new DatastoreApi(datastores, queues)),
                led.apply(queues),
                new MemcacheApi(memory, clock),
                new IdentityApi(keys, domain, clock),
                new ModulesApi(directory),
                new UserApi(),
                new LogApi(appLog),
                new SystemApi(),
                new CapabilityApi(this::state));
        return new ApiServices(services);
    }

    private State state(SiteName site, String service, String capability) {
        return switch (service) {
            case "datastore_v3", "taskqueue" ->
                datastores.apply(site).isPresent() && dataReachable.test(site) ? State.ENABLED : State.DISABLED;
            case "memcache", "app_identity_service", "modules", "user", "logservice", "capability_service" ->
                State.ENABLED;
            default -> ApiServices.isKnown(service) ? State.DISABLED : State.UNKNOWN;
        };
    }
}
