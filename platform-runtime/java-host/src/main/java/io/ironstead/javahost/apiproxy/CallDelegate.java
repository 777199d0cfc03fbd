package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers {@code ApiProxy} with calls of the API server. A synchronous call runs on the caller's own thread. */
final class CallDelegate implements ApiProxy.Delegate<ApiProxy.Environment> {
    private static final String DEADLINE = "com.google.apphosting.api.ApiProxy.api_deadline_key";
    private static final Logger LOG = Logger.getLogger("com.google.apphosting.api.ApiProxy");

    private final ApiServerClient server;

    CallDelegate(ApiServerClient server) {
        this.server = server;
    }

    @Override
    public byte[] makeSyncCall(ApiProxy.Environment environment, String service, String method, byte[] request) {
        var wanted = environment.getAttributes().get(DEADLINE) instanceof Number seconds ? seconds : null;
        return server.call(call(environment, service, method, request, wanted));
    }

    @Override
    public Future<byte[]> makeAsyncCall(
            ApiProxy.Environment environment,
            String service,
            String method,
            byte[] request,
            ApiProxy.@Nullable ApiConfig config) {
        var wanted = config == null ? null : config.getDeadlineInSeconds();
        var pending = new PendingCall(server, call(environment, service, method, request, wanted));
        Thread.ofVirtual().name("api-call").start(pending);
        return pending;
    }

    private static ApiCall call(
            ApiProxy.Environment environment,
            String service,
            String method,
            byte[] request,
            @Nullable Number wantedSeconds) {
        // The SDK's own environments have no ticket; the API server then goes by the connection, as in a thread of
        // theirs.
        var ours = environment instanceof RequestEnvironment known ? known : null;
        Duration limit = CallDeadlines.limit(service, ours != null && ours.offline(), wantedSeconds);
        return new ApiCall(service, method, request, ours == null ? "" : ours.ticket(), limit);
    }

    @Override
    public void log(ApiProxy.Environment environment, ApiProxy.LogRecord entry) {
        LOG.log(level(entry.getLevel()), entry.getMessage());
    }

    private static Level level(ApiProxy.LogRecord.Level level) {
        return switch (level) {
            case debug -> Level.FINE;
            case info -> Level.INFO;
            case warn -> Level.WARNING;
            case error, fatal -> Level.SEVERE;
        };
    }

    /** Lines of log leave the process as they are written, so there is nothing to flush. */
    @Override
    public void flushLogs(ApiProxy.Environment environment) {}

    @Override
    public List<Thread> getRequestThreads(ApiProxy.@Nullable Environment environment) {
        return environment instanceof RequestEnvironment ours ? ours.threads().running() : List.of();
    }
}
