package io.ironstead.instances.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Node.js applications: what {@code npm start} would run, without npm's own process in between. */
public final class NodePrograms {
    private static final JsonMapper JSON = new JsonMapper();

    private NodePrograms() {}

    static Program program(Tools tools, BundleFolder bundle, InstanceIdentity instance) {
        var environment = instance.environment();
        environment.put("PATH", tools.searchPath(List.of(bundle.files().resolve("node_modules/.bin"))));
        environment.putIfAbsent("NODE_ENV", "production");
        var command = instance.app()
                .entrypoint()
                .or(() -> startScript(bundle.files()))
                .map(text -> Entrypoint.command(text, environment))
                .orElseGet(() -> List.of("node", mainFile(bundle.files()).orElse("server.js")));
        return new Program(command, environment, bundle.files(), List.of(bundle.root()));
    }

    /** {@code scripts.start} of {@code package.json}. */
    public static Optional<String> startScript(Path files) {
        return packageJson(files)
                .map(json -> json.path("scripts").path("start").asString(""))
                .filter(script -> !script.isBlank());
    }

    /** What starts without a script: {@code server.js} as for npm, else {@code main} of {@code package.json}. */
    public static Optional<String> mainFile(Path files) {
        if (Files.isRegularFile(files.resolve("server.js"))) {
            return Optional.of("server.js");
        }
        return packageJson(files)
                .map(json -> json.path("main").asString(""))
                .filter(main -> !main.isBlank() && !main.startsWith("-"));
    }

    /** True when there is anything for npm to install. */
    public static boolean hasDependencies(Path files) {
        return packageJson(files)
                .filter(json -> !json.path("dependencies").isEmpty()
                        || !json.path("optionalDependencies").isEmpty())
                .isPresent();
    }

    /** Empty when there is none, or none that is JSON: npm says so better. */
    private static Optional<JsonNode> packageJson(Path files) {
        var file = files.resolve("package.json");
        try {
            return Files.isRegularFile(file) ? Optional.of(JSON.readTree(file)) : Optional.empty();
        } catch (JacksonException broken) {
            return Optional.empty();
        }
    }
}
