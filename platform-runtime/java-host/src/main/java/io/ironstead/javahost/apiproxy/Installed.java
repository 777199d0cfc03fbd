package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import io.ironstead.javahost.ApiInWar;
import io.ironstead.javahost.ApiRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The WAR's {@code ApiProxy} once it calls the API server that {@code API_HOST} and {@code API_PORT} name. */
public final class Installed implements ApiInWar {
    private final Instance instance = Instance.fromEnvironment(System.getenv());
    private final RunningRequest background = new RunningRequest(RequestEnvironment.background(instance));

    /** Sets the delegate of the {@code ApiProxy} in this class loader. */
    public Installed() {
        ApiProxy.setDelegate(new CallDelegate(new ApiServerClient(instance.apiServer())));
    }

    @Override
    public ApiRequest open(Function<String, @Nullable String> header) {
        return new RunningRequest(RequestEnvironment.of(header, instance));
    }

    @Override
    public ApiRequest background() {
        return background;
    }

    private record RunningRequest(RequestEnvironment environment) implements ApiRequest {

        @Override
        public void enter() {
            ApiProxy.setEnvironmentForCurrentThread(environment);
        }

        @Override
        public void leave() {
            ApiProxy.clearEnvironmentForCurrentThread();
        }

        @Override
        public void awaitThreads() {
            environment.threads().await(environment.getRemainingMillis());
        }

        @Override
        public void close() {
            environment.threads().close();
        }
    }
}
