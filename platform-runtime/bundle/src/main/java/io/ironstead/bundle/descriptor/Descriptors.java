package io.ironstead.bundle.descriptor;

import io.ironstead.model.ServiceName;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.JavaSettings;
import io.ironstead.model.app.JavaSettings.ServletApi;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds a bundle's descriptor and reads it: {@code app.yaml} first, then {@code WEB-INF/appengine-web.xml}, then a
 * plain WAR. A bundle without any is taken for what its files look like, with a warning that says so.
 */
public final class Descriptors {
    /** Files below a name that begins with a dot, such as {@code .git} and {@code .env}, were never meant for visitors. */
    private static final String HIDDEN = "(?:.*/)?\\..*";

    /** The one such folder that was: RFC 8615. */
    private static final String WELL_KNOWN = "/(\\.well-known/.+)";

    private static final String HIDDEN_BELOW = ".*/\\..*";

    /** A page that a JSP engine makes, or makes a part of. */
    private static final Pattern JSP = Pattern.compile("(?i).*\\.(?:jspx?|jspf|tagx?|tagf)");

    /** Where JSPs lie that were compiled before they were packed. */
    private static final String COMPILED_JSP = "WEB-INF/classes/org/apache/jsp/";

    private Descriptors() {}

    /** @throws DescriptorException with cause and advice for the owner when it cannot be run */
    public static Described read(BundleFiles files) throws DescriptorException {
        return readApp(files).withIndexes(IndexFiles.read(files)).withTasks(TaskFileReader.read(files));
    }

    private static Described readApp(BundleFiles files) throws DescriptorException {
        for (String name : List.of("app.yaml", "app.yml")) {
            var text = files.text(name);
            if (text.isPresent()) {
                return AppYaml.read(name, text.get(), files);
            }
        }
        if (files.has("WEB-INF/appengine-web.xml") || files.has("WEB-INF/web.xml") || hasClasses(files)) {
            return WarDescriptor.read(files);
        }
        return guess(files);
    }

    private static boolean hasClasses(BundleFiles files) {
        return files.paths().stream()
                .anyMatch(path -> path.startsWith("WEB-INF/classes/") || path.startsWith("WEB-INF/lib/"));
    }

    private static Described guess(BundleFiles files) throws DescriptorException {
        if (files.has("META-INF/application.xml")) {
            throw new DescriptorException(
                    "This is an enterprise archive (EAR) with several modules", "Deploy each of its WARs by itself.");
        }
        if (files.has("main.py") || files.has("manage.py")) {
            return guessed(files, Runtime.PYTHON, "python3", "There is no app.yaml: taken for a Python application.");
        }
        if (files.has("package.json")) {
            return guessed(files, Runtime.NODEJS, "nodejs", "There is no app.yaml: taken for a Node.js application.");
        }
        if (files.has("index.html")) {
            return staticSite();
        }
        throw new DescriptorException(
                "There is no app.yaml, WEB-INF/web.xml, main.py, package.json or index.html at the archive's root",
                "Add an app.yaml with a line such as \"runtime: python312\", or zip the folder that holds it.");
    }

    private static Described guessed(BundleFiles files, Runtime runtime, String name, String warning)
            throws DescriptorException {
        var warnings = new ArrayList<>(List.of(warning));
        Startable.require(runtime, Optional.empty(), files);
        return new Described(
                plain(runtime, name, List.of(new Handler.Script(".*", "auto", Handler.Access.OPEN)), Optional.empty()),
                Optional.empty(),
                warnings);
    }

    private static Described staticSite() {
        var none = Handler.FileOptions.NONE;
        var open = Handler.Access.OPEN;
        return new Described(
                plain(
                        Runtime.STATIC,
                        "static",
                        List.of(
                                new Handler.StaticFiles("(.*)/", "\\1/index.html", ".*", HIDDEN, false, none, open),
                                new Handler.StaticFiles(WELL_KNOWN, "\\1", ".*", HIDDEN_BELOW, false, none, open),
                                new Handler.StaticFiles("/(.+)", "\\1", ".*", HIDDEN, false, none, open)),
                        Optional.empty()),
                Optional.empty(),
                List.of("There is no app.yaml: every file is served as it is, and index.html for folders;"
                        + " not files and folders whose name begins with a dot, but for .well-known."));
    }

    static AppDescriptor plain(Runtime runtime, String name, List<Handler> handlers, Optional<JavaSettings> java) {
        return new AppDescriptor(
                runtime,
                name,
                ServiceName.DEFAULT,
                Optional.empty(),
                Map.of(),
                handlers,
                Scaling.Automatic.DEFAULT,
                InstanceClass.F1,
                Set.of(),
                Optional.empty(),
                List.of(),
                java);
    }

    /**
     * Which servlet API a WAR's files speak for: its classes, then its jars' names, then {@code web.xml}'s schema, then
     * what is in its jars. Where nothing says, the newer one.
     */
    static ServletApi servletApi(BundleFiles files, String webXml) {
        if (files.servlets().size() == 1) {
            return api(files.servlets().iterator().next());
        }
        if (files.paths().stream().anyMatch(path -> path.matches("WEB-INF/lib/spring-web-[0-5]\\..*"))) {
            return ServletApi.JAVAX;
        }
        if (webXml.contains("xmlns.jcp.org") || webXml.contains("java.sun.com")) {
            return ServletApi.JAVAX;
        }
        if (webXml.contains("jakarta.ee/xml/ns")) {
            return ServletApi.JAKARTA;
        }
        return files.servletsOfJars().map(Descriptors::api).orElse(ServletApi.JAKARTA);
    }

    private static ServletApi api(BundleFiles.ServletUse use) {
        return use == BundleFiles.ServletUse.JAVAX ? ServletApi.JAVAX : ServletApi.JAKARTA;
    }

    /** True when the JSP engine has something to do: pages, pages compiled before, or servlets that name a page. */
    static boolean hasJsp(BundleFiles files, String webXml) {
        return webXml.contains("<jsp-file>")
                || webXml.contains("org.apache.jasper.")
                || files.paths().stream()
                        .anyMatch(path -> path.startsWith(COMPILED_JSP)
                                || JSP.matcher(path).matches());
    }
}
