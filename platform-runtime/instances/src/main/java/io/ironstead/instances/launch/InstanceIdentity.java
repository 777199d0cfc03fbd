package io.ironstead.instances.launch;

import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What makes one instance different from another of the same bundle.
 *
 * @param port where it must listen
 * @param folder its own, removed when it ends
 * @param surroundings variables that tell it what the platform put around it
 */
public record InstanceIdentity(
        InstanceId id,
        VersionKey version,
        long deploymentId,
        AppDescriptor app,
        int port,
        Path folder,
        Map<String, String> surroundings) {

    public Path home() {
        return folder.resolve("home");
    }

    public Path temporary() {
        return folder.resolve("tmp");
    }

    /** What a run is to leave for the platform lies here. */
    public Path keepsakes() {
        return folder.resolve("keep");
    }

    /** The variables App Engine promises. What the application sets itself comes first, and gives way to these. */
    public Map<String, String> environment() {
        var site = version.site().value();
        var environment = new HashMap<>(app.environment());
        environment.put("GAE_APPLICATION", "s~" + site);
        environment.put("GOOGLE_CLOUD_PROJECT", site);
        environment.put("GAE_SERVICE", version.service().value());
        environment.put("GAE_VERSION", version.version().value());
        environment.put("GAE_DEPLOYMENT_ID", Long.toString(deploymentId));
        environment.put("GAE_INSTANCE", id.value());
        environment.put("GAE_ENV", "standard");
        environment.put("GAE_RUNTIME", app.runtimeName());
        environment.put("GAE_MEMORY_MB", Integer.toString(app.instanceClass().memoryMib()));
        environment.put("PORT", Integer.toString(port));
        environment.put("HOME", home().toString());
        environment.put("TMPDIR", temporary().toString());
        environment.putAll(surroundings);
        environment.putIfAbsent("LANG", "C.UTF-8");
        return environment;
    }
}
