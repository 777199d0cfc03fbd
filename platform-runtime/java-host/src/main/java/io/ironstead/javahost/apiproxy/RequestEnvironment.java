package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request for {@code ApiProxy}: who asks, in which namespace, and how long it may take. Names and defaults of the
 * attributes are those of {@code ApiProxyImpl} in Google's Java runtime.
 */
final class RequestEnvironment implements ApiProxy.Environment {
    /** What Google's runtime sends where no request is; the API server then goes by the connection. */
    private static final String NO_TICKET = "secretkey";

    private static final String APPS_NAMESPACE = "com.google.appengine.api.NamespaceManager.appsNamespace";
    private static final String CURRENT_NAMESPACE = "com.google.appengine.api.NamespaceManager.currentNamespace";
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final Duration SOFT_DEADLINE_BEFORE = Duration.ofMillis(10_600);

    private final Instance instance;
    private final String ticket;
    private final boolean offline;
    private final String email;
    private final boolean admin;
    private final String authDomain;
    private final Map<String, Object> attributes;
    private final RequestThreads threads;
    private final @Nullable Duration life;
    private final long startNanos = System.nanoTime();

    private RequestEnvironment(Function<String, @Nullable String> header, Instance instance, @Nullable Duration life) {
        var given = new Given(header);
        this.instance = instance;
        this.life = life;
        ticket = given.or("X-AppEngine-Api-Ticket", NO_TICKET);
        offline = !given.or("X-AppEngine-QueueName", "").isEmpty();
        email = given.or("X-AppEngine-User-Email", "");
        admin = given.or("X-AppEngine-User-Is-Admin", "").equals("1");
        authDomain = given.or("X-AppEngine-Auth-Domain", "gmail.com");
        threads = new RequestThreads(this);
        attributes = Collections.synchronizedMap(attributes(given));
    }

    static RequestEnvironment of(Function<String, @Nullable String> header, Instance instance) {
        return new RequestEnvironment(header, instance, life(header.apply("X-AppEngine-Timeout-Ms")));
    }

    static RequestEnvironment background(Instance instance) {
        return new RequestEnvironment(name -> null, instance, null);
    }

    private static Duration life(@Nullable String millis) {
        try {
            return millis == null ? LIFE : Duration.ofMillis(Long.parseLong(millis));
        } catch (NumberFormatException none) {
            return LIFE;
        }
    }

    private Map<String, Object> attributes(Given given) {
        Map<String, Object> all = new HashMap<>();
        var users = "com.google.appengine.api.users.UserService.";
        all.put(users + "user_id_key", given.or("X-AppEngine-User-Id", ""));
        all.put(users + "user_organization", given.or("X-AppEngine-User-Organization", ""));
        all.put(users + "federated_identity", "");
        all.put(users + "federated_authority", "");
        all.put(users + "is_federated_user", false);
        all.put("com.google.appengine.instance.id", instance.id());
        all.put("com.google.appengine.api.ThreadManager.REQUEST_THREAD_FACTORY", threads);
        all.put(
                "com.google.appengine.api.ThreadManager.BACKGROUND_THREAD_FACTORY",
                BackgroundThreads.factory(instance));
        given.copy("X-AppEngine-Default-Namespace", all, APPS_NAMESPACE);
        given.copy("X-AppEngine-Current-Namespace", all, CURRENT_NAMESPACE);
        given.copy("X-AppEngine-Request-Log-Id", all, "com.google.appengine.runtime.request_log_id");
        given.copy("X-AppEngine-Request-Id-Hash", all, "com.google.apphosting.api.ApiProxy.request_id_hash");
        given.copy(
                "X-AppEngine-Default-Version-Hostname", all, "com.google.appengine.runtime.default_version_hostname");
        return all;
    }

    String ticket() {
        return ticket;
    }

    /** True for a task, which no visitor waits for: some calls may then take longer. */
    boolean offline() {
        return offline;
    }

    RequestThreads threads() {
        return threads;
    }

    @Override
    public String getAppId() {
        return instance.application();
    }

    @Override
    public String getModuleId() {
        return instance.service();
    }

    @Override
    public String getVersionId() {
        return instance.version();
    }

    @Override
    public String getEmail() {
        return email;
    }

    @Override
    public boolean isLoggedIn() {
        return !email.isEmpty();
    }

    @Override
    public boolean isAdmin() {
        return admin;
    }

    @Override
    public String getAuthDomain() {
        return authDomain;
    }

    @Override
    @Deprecated
    public String getRequestNamespace() {
        return attributes.get(APPS_NAMESPACE) instanceof String namespace ? namespace : "";
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public long getRemainingMillis() {
        if (life == null) {
            return Long.MAX_VALUE;
        }
        var used = Duration.ofNanos(System.nanoTime() - startNanos);
        return life.minus(SOFT_DEADLINE_BEFORE).minus(used).toMillis();
    }

    /** The request's headers; an empty one counts as absent, as in Google's runtime. */
    private record Given(Function<String, @Nullable String> header) {

        String or(String name, String otherwise) {
            var value = header.apply(name);
            return value == null || value.isEmpty() ? otherwise : value;
        }

        void copy(String name, Map<String, Object> to, String attribute) {
            var value = or(name, "");
            if (!value.isEmpty()) {
                to.put(attribute, value);
            }
        }
    }
}
