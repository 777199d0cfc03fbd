package io.ironstead.difference;

import com.google.apphosting.api.ApiProxy;
import java.util.HashMap;
import java.util.Map;

/** A request of an application, as far as Google's classes ask for one. */
record AppEnvironment(String app, Map<String, Object> attributes) implements ApiProxy.Environment {
    private static final long REMAINING_MILLIS = 60_000;

    AppEnvironment(String app) {
        this(app, new HashMap<>());
    }

    @Override
    public String getAppId() {
        return app;
    }

    @Override
    public String getModuleId() {
        return "default";
    }

    @Override
    public String getVersionId() {
        return "v1.1";
    }

    @Override
    public String getEmail() {
        return "";
    }

    @Override
    public boolean isLoggedIn() {
        return false;
    }

    @Override
    public boolean isAdmin() {
        return false;
    }

    @Override
    public String getAuthDomain() {
        return "";
    }

    @Override
    @Deprecated
    public String getRequestNamespace() {
        return "";
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public long getRemainingMillis() {
        return REMAINING_MILLIS;
    }
}
