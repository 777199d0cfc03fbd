package io.ironstead.services.fake;

import com.google.apphosting.api.ApiProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Google's Java SDK on this thread, with this program's way to the API: what it sends and reads is its own. */
@SuppressWarnings("deprecation") // Google deprecates names of methods that a delegate must have.
public final class Sdk implements ApiProxy.Delegate<ApiProxy.Environment>, AutoCloseable {
    private final Program program;
    private final String ticket;

    public Sdk(Program program, String ticket) {
        this.program = program;
        this.ticket = ticket;
        ApiProxy.setDelegate(this);
        ApiProxy.setEnvironmentForCurrentThread(new Request(program));
    }

    @Override
    public byte[] makeSyncCall(ApiProxy.Environment request, String service, String method, byte[] message) {
        try {
            var response = program.call(service, method, message, ticket);
            if (response.hasRpcError()) {
                throw new RpcFailed(
                        response.getRpcError().getCode(), response.getRpcError().getDetail());
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

    /** An error of the call, with its number. */
    public static final class RpcFailed extends ApiProxy.ApiProxyException {
        private static final long serialVersionUID = 1;

        private final int code;

        RpcFailed(int code, String detail) {
            super(detail);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private record Request(Program program, Map<String, Object> attributes) implements ApiProxy.Environment {
        Request(Program program) {
            this(program, new HashMap<>());
        }

        @Override
        public String getAppId() {
            return "s~" + program.version().site();
        }

        @Override
        public String getModuleId() {
            return program.version().service().value();
        }

        @Override
        public String getVersionId() {
            return program.version().version() + ".1";
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
