package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.Runtime;
import java.util.Optional;

/** Whether there is anything to start. Found at upload, because at the first request it would be too late. */
final class Startable {
    private Startable() {}

    static void require(Runtime runtime, Optional<String> entrypoint, BundleFiles files) throws DescriptorException {
        if (entrypoint.isPresent()) {
            return;
        }
        switch (runtime) {
            case PYTHON -> {
                if (!files.has("main.py") && !files.has("manage.py")) {
                    throw new DescriptorException(
                            "There is no main.py and no entrypoint",
                            "Name the WSGI application \"app\" in main.py, or add"
                                    + " \"entrypoint: gunicorn -b :$PORT yourmodule:app\" to app.yaml.");
                }
            }
            case NODEJS -> {
                boolean starts = files.text("package.json")
                        .map(text -> text.contains("\"start\""))
                        .orElse(false);
                if (!starts && !files.has("server.js")) {
                    throw new DescriptorException(
                            "There is no \"start\" script in package.json, no server.js and no entrypoint",
                            "Add a start script to package.json, or \"entrypoint: node yourfile.js\" to app.yaml.");
                }
            }
            case JAVA -> {
                boolean war = files.has("WEB-INF/web.xml")
                        || files.paths().stream()
                                .anyMatch(
                                        path -> path.startsWith("WEB-INF/classes/") || path.startsWith("WEB-INF/lib/"));
                if (!war) {
                    throw new DescriptorException(
                            "There is no WEB-INF folder and no entrypoint",
                            "Deploy the WAR, or add \"entrypoint: java -jar yourapp.jar\" to app.yaml.");
                }
            }
            case CUSTOM ->
                throw new DescriptorException(
                        "This runtime needs an entrypoint",
                        "Add \"entrypoint:\" with the command that starts the program; it must listen on $PORT.");
            case STATIC -> {}
        }
    }
}
