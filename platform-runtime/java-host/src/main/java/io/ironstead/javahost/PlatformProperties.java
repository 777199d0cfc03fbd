package io.ironstead.javahost;

import java.util.Map;

/** The system properties that programs read to learn where they run, as App Engine's own Java runtime sets them. */
final class PlatformProperties {
    private static final Map<String, String> FROM_ENVIRONMENT = Map.of(
            "com.google.appengine.application.id", "GAE_APPLICATION",
            "com.google.appengine.instance.id", "GAE_INSTANCE");

    private PlatformProperties() {}

    static void set() {
        var version = System.getenv("GAE_VERSION");
        if (version != null) {
            var deployment = System.getenv("GAE_DEPLOYMENT_ID");
            // A Java program sees the deployment as the version's minor part.
            setUnlessGiven(
                    "com.google.appengine.application.version",
                    deployment == null ? version : version + "." + deployment);
        }
        setUnlessGiven("com.google.appengine.runtime.environment", "Production");
        setUnlessGiven("com.google.appengine.runtime.version", "Ironstead");
        FROM_ENVIRONMENT.forEach((property, variable) -> {
            var value = System.getenv(variable);
            if (value != null) {
                setUnlessGiven(property, value);
            }
        });
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
