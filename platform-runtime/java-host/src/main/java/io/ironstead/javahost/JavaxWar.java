package io.ironstead.javahost;

import org.eclipse.jetty.ee8.servlet.FilterHolder;
import org.eclipse.jetty.ee8.servlet.FilterMapping;
import org.eclipse.jetty.ee8.servlet.ServletHolder;
import org.eclipse.jetty.ee8.servlet.ServletMapping;
import org.eclipse.jetty.ee8.servlet.Source;
import org.eclipse.jetty.ee8.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;

/** A WAR of the {@code javax.servlet} generation as a handler. */
final class JavaxWar extends WebAppContext {
    /** Of the host's jars only the standard tags are looked through, where they are; else only the WAR's own jars. */
    private static final String STANDARD_TAGS = ".*/[^/]*jstl[^/]*\\.jar$";

    private final ApiScopes scopes = new ApiScopes();

    private JavaxWar(HostOptions options) {
        super(null, null, null, null, null, null, options.sessions() ? SESSIONS | SECURITY : SECURITY);
        setContextPath("/");
        setWar(options.war().toString());
        setTempDirectory(options.freshWorkFolder().toFile());
        setAttribute("org.eclipse.jetty.server.webapp.ContainerIncludeJarPattern", STANDARD_TAGS);
        // What fails at the start must end the process: an instance that answers 503 to everybody helps nobody.
        setThrowUnavailableOnStartupException(true);
    }

    static Handler handler(HostOptions options) {
        var war = new JavaxWar(options);
        war.get().addEventListener(war.scopes);
        return war.get();
    }

    /** Afterwards the WAR's class loader is complete, and nothing of the WAR has run yet. */
    @Override
    public boolean configure() throws Exception {
        boolean done = super.configure();
        if (scopes.install(getClassLoader())) {
            addPlatform(getClassLoader());
        }
        return done;
    }

    /** Now {@code web.xml} has been taken over too. */
    @Override
    protected void startWebapp() throws Exception {
        JavaxSignIn.install(getSecurityHandler());
        var jsp = getServletHandler().getServlet("jsp");
        if (jsp != null) {
            JspLanguage.PARAMETERS.forEach(jsp::setInitParameter);
        }
        super.startWebapp();
    }

    /** Maps what the WAR's copy of App Engine's API has for the platform. The WAR's own servlet for a path wins. */
    private void addPlatform(ClassLoader war) {
        var handler = getServletHandler();
        ApiServlets.JAVAX.transactionCleanup(war).ifPresent(filter -> {
            var holder = new FilterHolder(Source.EMBEDDED);
            holder.setName(filter);
            holder.setClassName(filter);
            holder.setAsyncSupported(true);
            var mapping = new FilterMapping();
            mapping.setFilterName(filter);
            mapping.setPathSpec(ApiServlets.EVERY_PATH);
            mapping.setDispatches(FilterMapping.REQUEST);
            handler.addFilter(holder);
            // First, so that what the WAR's own filters leave open is seen too.
            handler.prependFilterMapping(mapping);
        });
        ApiServlets.JAVAX.deferred(war).ifPresent(servlet -> {
            var holder = new ServletHolder(Source.EMBEDDED);
            holder.setName(servlet);
            holder.setClassName(servlet);
            var mapping = new ServletMapping();
            mapping.setServletName(servlet);
            mapping.setPathSpec(ApiServlets.DEFERRED_PATH);
            mapping.setFromDefaultDescriptor(true);
            handler.addServlet(holder);
            handler.addServletMapping(mapping);
        });
    }
}
