package io.ironstead.instances.build;

import io.ironstead.instances.build.BuildPlan.Commands;
import io.ironstead.instances.build.BuildPlan.Hopeless;
import io.ironstead.instances.launch.BundleFolder;
import io.ironstead.instances.launch.NodePrograms;
import io.ironstead.instances.launch.Tools;
import io.ironstead.model.app.AppDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** npm's packages, exactly those of the lock file where there is one; nothing at all without dependencies. */
final class NodeBuild {
    private NodeBuild() {}

    static BuildPlan plan(
            Tools tools, BundleFolder bundle, AppDescriptor app, Map<String, String> environment, Path caches) {
        if (tools.node().isEmpty()) {
            return new Hopeless("This node has no Node.js", "Install it on the machine: apt-get install nodejs npm");
        }
        var files = bundle.files();
        if (app.entrypoint().isEmpty()
                && NodePrograms.startScript(files).isEmpty()
                && NodePrograms.mainFile(files).isEmpty()) {
            return new Hopeless(
                    "The archive has neither an entrypoint, nor a start script, nor a server.js",
                    "Put \"scripts\": {\"start\": \"node your-file.js\"} into package.json.");
        }
        if (!NodePrograms.hasDependencies(files)) {
            return new Commands(List.of());
        }
        var variables = new HashMap<>(environment);
        variables.put("npm_config_cache", caches.resolve("npm").toString());
        variables.put("npm_config_update_notifier", "false");
        variables.put("npm_config_fund", "false");
        variables.put("npm_config_audit", "false");
        variables.put("PATH", tools.searchPath(List.of()));
        boolean locked = Files.isRegularFile(files.resolve("package-lock.json"))
                || Files.isRegularFile(files.resolve("npm-shrinkwrap.json"));
        var words = List.of("npm", locked ? "ci" : "install", "--omit=dev", "--no-progress");
        return new Commands(
                List.of(new BuildCommand(String.join(" ", words.subList(0, 2)), words, variables, files, false)));
    }
}
