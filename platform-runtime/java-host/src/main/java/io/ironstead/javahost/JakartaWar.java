package io.ironstead.javahost;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;

/** A WAR of the {@code jakarta.servlet} generation as a handler. */
final class JakartaWar {
    /** No jar of the host is looked through for servlets, only the WAR's own. */
    private static final String NO_JAR = "^$";

    private JakartaWar() {}

    static Handler handler(HostOptions options) {
        var context = options.sessions()
                ? new WebAppContext()
                : new WebAppContext(null, null, null, null, null, ServletContextHandler.SECURITY);
        context.setContextPath("/");
        context.setWar(options.war().toString());
        context.setTempDirectory(options.freshWorkFolder().toFile());
        context.setAttribute("org.eclipse.jetty.server.webapp.ContainerIncludeJarPattern", NO_JAR);
        // What fails at the start must end the process: an instance that answers 503 to everybody helps nobody.
        context.setThrowUnavailableOnStartupException(true);
        return context;
    }
}
