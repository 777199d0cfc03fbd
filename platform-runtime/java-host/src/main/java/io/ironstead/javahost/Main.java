package io.ironstead.javahost;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves one unpacked WAR on one port until SIGTERM, then finishes what runs and ends. Its class path is a flat row of
 * jars, so that an AOT cache trained once fits every later start.
 */
public final class Main {
    private static final int REQUEST_HEADER_BYTES_MAX = 256 * 1024;
    private static final int REQUEST_BODY_BYTES_MAX = 32 * 1024 * 1024;
    private static final int THREADS_MAX = 250;
    private static final int THREADS_MIN = 4;
    private static final int STOP_MILLIS_MAX = 10_000;

    private Main() {}

    /** Ends with status 2 for wrong options and 1 when the WAR cannot be started; the reason is on standard error. */
    public static void main(String[] words) throws InterruptedException {
        LogLines.install();
        HostOptions options;
        try {
            options = HostOptions.parse(words);
        } catch (IllegalArgumentException wrong) {
            LogLines.say(wrong.getMessage());
            System.exit(2);
            return;
        }
        PlatformProperties.set();
        var server = server(options);
        try {
            server.start();
        } catch (Exception broken) {
            // The edge of the process: whatever the WAR throws at its start ends it, with its cause in the log.
            LogLines.say("The WAR cannot be started", broken);
            System.exit(1);
        }
        if (options.port() == 0) {
            LogLines.say("listening on port " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        }
        server.join();
    }

    static Server server(HostOptions options) {
        var threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
        threads.setName("request");
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES_MAX);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(options.address());
        connector.setPort(options.port());
        connector.setReuseAddress(true);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(
                new PlatformRequests(new SizeLimitHandler(REQUEST_BODY_BYTES_MAX, -1), webapp(options))));
        server.setStopAtShutdown(true);
        server.setStopTimeout(STOP_MILLIS_MAX);
        return server;
    }

    /** Each class is only loaded when its servlet API is on the class path. */
    private static Handler webapp(HostOptions options) {
        return options.jakarta() ? JakartaWar.handler(options) : JavaxWar.handler(options);
    }
}
