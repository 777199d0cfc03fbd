package io.ironstead.clients.appengine;

import static io.ironstead.clients.checks.Checks.refused;
import static io.ironstead.clients.checks.Checks.same;
import static io.ironstead.clients.checks.Checks.yes;

import com.google.appengine.api.appidentity.AppIdentityServiceFactory;
import com.google.appengine.api.capabilities.CapabilitiesServiceFactory;
import com.google.appengine.api.capabilities.Capability;
import com.google.appengine.api.capabilities.CapabilityStatus;
import com.google.appengine.api.memcache.MemcacheService.SetPolicy;
import com.google.appengine.api.memcache.MemcacheServiceException;
import com.google.appengine.api.memcache.MemcacheServiceFactory;
import com.google.appengine.api.modules.ModulesServiceFactory;
import com.google.appengine.api.users.UserServiceFactory;
import com.google.apphosting.api.ApiProxy;
import io.ironstead.clients.checks.Checks;
import java.util.List;
import java.util.Map;

/** Every service but the datastore. */
final class OtherChecks {
    void addTo(Checks checks) {
        checks.add("memcache in every way", this::memcache)
                .add("a service that does not exist is refused by name", this::unknownService)
                .add("who am i", this::identity);
    }

    private void memcache() throws Exception {
        var cache = MemcacheServiceFactory.getMemcacheService("checks");
        cache.clearAll();
        same(cache.get("a"), null);
        cache.put("a", Map.of("any", List.of("thing", 1)));
        same(cache.get("a"), Map.of("any", List.of("thing", 1)));
        yes(!cache.put("a", 2, null, SetPolicy.ADD_ONLY_IF_NOT_PRESENT), "added");
        yes(cache.put("a", 3, null, SetPolicy.REPLACE_ONLY_IF_PRESENT), "not replaced");
        yes(!cache.put("absent", 3, null, SetPolicy.REPLACE_ONLY_IF_PRESENT), "replaced");
        same(cache.increment("count", 5, 10L), 15L);
        same(cache.increment("count", -100), 0L);
        same(cache.incrementAll(Map.of("x", 1L, "y", 2L), 5L), Map.of("x", 6L, "y", 7L));
        cache.putAll(Map.of("k1", 1, "k2", "zwei"));
        same(cache.getAll(List.of("k1", "k2", "k3")), Map.of("k1", 1, "k2", "zwei"));
        var seen = cache.getIdentifiable("a");
        cache.put("a", "changed meanwhile");
        yes(!cache.putIfUntouched("a", seen, "mine"), "stored over a change");
        yes(cache.putIfUntouched("a", cache.getIdentifiable("a"), "mine"), "not stored");
        yes(cache.delete("a", 60_000), "not deleted");
        yes(!cache.put("a", 1, null, SetPolicy.ADD_ONLY_IF_NOT_PRESENT), "added in the time of the delete's lock");
        yes(cache.getStatistics().getItemCount() >= 5, cache.getStatistics());
        cache.put("big", new byte[900_000]);
        same(((byte[]) cache.get("big")).length, 900_000);
        refused(MemcacheServiceException.class, () -> cache.put("big", new byte[1_100_000]));
    }

    private void unknownService() throws Exception {
        refused(
                ApiProxy.CallNotFoundException.class,
                () -> ApiProxy.makeSyncCall("conversion_of_lead", "ToGold", new byte[0]));
    }

    private void identity() {
        var environment = ApiProxy.getCurrentEnvironment();
        yes(environment.getAppId().endsWith("appengine-java"), environment.getAppId());
        yes(environment.getRemainingMillis() > 1_000, environment.getRemainingMillis());
        var modules = ModulesServiceFactory.getModulesService();
        same(modules.getCurrentModule(), "default");
        yes(modules.getVersions("default").contains(modules.getCurrentVersion()), modules.getCurrentVersion());
        var name = AppIdentityServiceFactory.getAppIdentityService().getServiceAccountName();
        yes(name.startsWith("appengine-java@"), name);
        same(UserServiceFactory.getUserService().isUserLoggedIn(), false);
        yes(!UserServiceFactory.getUserService().createLoginURL("/").isEmpty(), "no link");
        same(
                CapabilitiesServiceFactory.getCapabilitiesService()
                        .getStatus(Capability.DATASTORE)
                        .getStatus(),
                CapabilityStatus.ENABLED);
    }
}
