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

/**
 * Finds a bundle's descriptor and reads it: {@code app.yaml} first, then {@code WEB-INF/appengine-web.xml}, then a
 * plain WAR. A bundle without any is taken for what its files look like, with a warning that says so.
 */
public final class Descriptors {
    private Descriptors() {}

    /** @throws DescriptorException with cause and advice for the owner when it cannot be run */
    public static Described read(BundleFiles files) throws DescriptorException {
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
                                new Handler.StaticFiles("(.*)/", "\\1/index.html", ".*", false, none, open),
                                new Handler.StaticFiles("/(.+)", "\\1", ".*", false, none, open)),
                        Optional.empty()),
                Optional.empty(),
                List.of("There is no app.yaml: every file is served as it is, and index.html for folders."));
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

    /** Which servlet API a WAR's files speak for: its classes, then its jars' names, then {@code web.xml}'s schema. */
    static ServletApi servletApi(BundleFiles files, String webXml) {
        if (files.servlets().size() == 1) {
            return files.servlets().contains(BundleFiles.ServletUse.JAVAX) ? ServletApi.JAVAX : ServletApi.JAKARTA;
        }
        if (files.paths().stream().anyMatch(path -> path.matches("WEB-INF/lib/spring-web-[0-5]\\..*"))) {
            return ServletApi.JAVAX;
        }
        return webXml.contains("xmlns.jcp.org") || webXml.contains("java.sun.com")
                ? ServletApi.JAVAX
                : ServletApi.JAKARTA;
    }
}
