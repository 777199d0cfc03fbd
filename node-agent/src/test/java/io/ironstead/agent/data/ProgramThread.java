package io.ironstead.agent.data;

import com.google.apphosting.api.ApiProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A thread of a program in Java while it serves an administrator or a visitor: {@code ApiProxy} calls the site's API door. */
@SuppressWarnings("deprecation") // Google deprecates names of methods that a delegate must have.
final class ProgramThread implements ApiProxy.Delegate<ApiProxy.Environment>, AutoCloseable {
    private final TwoSites.Program program;

    ProgramThread(TwoSites.Program program, boolean admin) {
        this.program = program;
        ApiProxy.setDelegate(this);
        ApiProxy.setEnvironmentForCurrentThread(new Request(program, admin));
    }

    @Override
    public byte[] makeSyncCall(ApiProxy.Environment request, String service, String method, byte[] message) {
        try {
            var response = program.call(service, method, message);
            if (response.hasRpcError()) {
                throw new ApiProxy.ApiProxyException(response.getRpcError().getDetail());
            }
            if (response.hasApplicationError()) {
                throw new ApiProxy.ApplicationException(
                        response.getApplicationError().getCode(),
                        response.getApplicationError().getDetail());
            }
            return response.getResponse().toByteArray();
        } catch (IOException unreachable) {
            throw new UncheckedIOException("The API server does not answer", unreachable);
        }
    }

    @Override
    public Future<byte[]> makeAsyncCall(
            ApiProxy.Environment request, String service, String method, byte[] message, ApiProxy.ApiConfig config) {
        try {
            return CompletableFuture.completedFuture(makeSyncCall(request, service, method, message));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void log(ApiProxy.Environment request, ApiProxy.LogRecord entry) {}

    @Override
    public void flushLogs(ApiProxy.Environment request) {}

    @Override
    public List<Thread> getRequestThreads(ApiProxy.Environment request) {
        return List.of();
    }

    @Override
    public void close() {
        ApiProxy.clearEnvironmentForCurrentThread();
        ApiProxy.setDelegate(null);
    }

    private record Request(TwoSites.Program program, boolean admin, Map<String, Object> attributes)
            implements ApiProxy.Environment {
        Request(TwoSites.Program program, boolean admin) {
            this(program, admin, new HashMap<>());
        }

        @Override
        public String getAppId() {
            return "s~" + program.version.site();
        }

        @Override
        public String getModuleId() {
            return program.version.service().value();
        }

        @Override
        public String getVersionId() {
            return program.version.version() + ".1";
        }

        @Override
        public String getEmail() {
            return admin ? "ana@example.com" : "";
        }

        @Override
        public boolean isLoggedIn() {
            return admin;
        }

        @Override
        public boolean isAdmin() {
            return admin;
        }

        @Override
        public String getAuthDomain() {
            return "gmail.com";
        }

        @Override
        public String getRequestNamespace() {
            return "";
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
        }

        @Override
        public long getRemainingMillis() {
            return 60_000;
        }
    }
}
