package io.ironstead.javahost.apiproxy;

import java.net.URI;
import java.util.Map;

/**
 * What the environment variables say of this instance.
 *
 * @param application as the datastore names it, for example {@code s~shop}
 * @param version as Java programs see it: the version's name, a dot, the deployment
 */
record Instance(String application, String service, String version, String id, URI apiServer) {

    static Instance fromEnvironment(Map<String, String> environment) {
        var deployment = environment.getOrDefault("GAE_DEPLOYMENT_ID", "");
        var version = environment.getOrDefault("GAE_VERSION", "");
        // The default address is the one that App Engine gives its own runtimes.
        var host = environment.getOrDefault("API_HOST", "appengine.googleapis.internal");
        var port = environment.getOrDefault("API_PORT", "10001");
        return new Instance(
                environment.getOrDefault("GAE_APPLICATION", ""),
                environment.getOrDefault("GAE_SERVICE", "default"),
                deployment.isEmpty() ? version : version + "." + deployment,
                environment.getOrDefault("GAE_INSTANCE", ""),
                URI.create("http://" + host + ":" + port + "/rpc_http"));
    }
}
