package io.ironstead.javahost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee.webapp.WebAppClassLoader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Gives a WAR that carries App Engine's API its {@code ApiProxy}, and sets that up on every thread which Jetty lets work
 * for a request, asynchronous ones too. A WAR without the API costs one look for a class at its start.
 */
final class ApiScopes implements ContextHandler.ContextScopeListener {
    private static final String PROXY = "com/google/apphosting/api/ApiProxy.class";

    private @Nullable ApiInWar api;

    /**
     * Called once, on the thread that starts the WAR, before anybody can send a request.
     *
     * @return whether the WAR carries the API
     */
    boolean install(ClassLoader loader) {
        if (!(loader instanceof WebAppClassLoader war) || war.getResource(PROXY) == null) {
            return false;
        }
        try {
            war.addClassPath(bridge().toString());
            var installed = (ApiInWar) Class.forName(ApiInWar.IMPLEMENTATION, true, war)
                    .getConstructor()
                    .newInstance();
            // Jetty is in the WAR's scope by now, and stays there until its start has ended.
            installed.background().enter();
            api = installed;
            return true;
        } catch (IOException | ReflectiveOperationException broken) {
            throw new IllegalStateException("The WAR's copy of App Engine's API cannot be used", broken);
        }
    }

    @Override
    public void enterScope(Context context, @Nullable Request request) {
        var found = api;
        if (found != null) {
            (request == null ? found.background() : opened(found, request)).enter();
        }
    }

    @Override
    public void exitScope(Context context, @Nullable Request request) {
        var found = api;
        if (found != null) {
            found.background().leave();
        }
    }

    /** The jar that implements {@link ApiInWar}; beside the folder of the host's own jars, so never on its class path. */
    private static Path bridge() {
        try {
            var self = Path.of(ApiScopes.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (var jars = Files.list(self.resolveSibling("../apiproxy").normalize())) {
                return jars.findFirst().orElseThrow();
            }
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        } catch (URISyntaxException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    private static ApiRequest opened(ApiInWar api, Request request) {
        var visitor = Request.as(request, VisitorRequest.class);
        if (visitor == null) {
            return api.background();
        }
        var open = visitor.api();
        if (open == null) {
            open = api.open(visitor.platformHeaders()::get);
            visitor.api(open);
            var ends = open;
            request.addHttpStreamWrapper(stream -> new EndsWithItsThreads(stream, ends));
        }
        return open;
    }

    /**
     * Holds the last bytes of an answer until the request's threads have ended, as Google's runtime does: the visitor's
     * request is over with them, and with it the ticket that those threads call with.
     */
    private static final class EndsWithItsThreads extends HttpStream.Wrapper {
        private final ApiRequest api;

        EndsWithItsThreads(HttpStream stream, ApiRequest api) {
            super(stream);
            this.api = api;
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.@Nullable Response response,
                boolean last,
                @Nullable ByteBuffer content,
                Callback callback) {
            if (last) {
                api.awaitThreads();
            }
            super.send(request, response, last, content, callback);
        }

        @Override
        public void succeeded() {
            api.close();
            super.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            api.close();
            super.failed(cause);
        }
    }
}
