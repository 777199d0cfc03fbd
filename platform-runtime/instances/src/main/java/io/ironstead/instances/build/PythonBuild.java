package io.ironstead.instances.build;

import io.ironstead.instances.build.BuildPlan.Commands;
import io.ironstead.instances.build.BuildPlan.Hopeless;
import io.ironstead.instances.launch.BundleFolder;
import io.ironstead.instances.launch.PythonPrograms;
import io.ironstead.instances.launch.Tools;
import io.ironstead.model.app.AppDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A virtual environment from {@code requirements.txt}, with everything compiled beforehand. Its pip is the machine's
 * own: copying one into each environment would take longer than most installs.
 */
final class PythonBuild {
    private static final String REQUIREMENTS = "requirements.txt";
    private static final Pattern GUNICORN = Pattern.compile("(?i)^\\s*gunicorn\\b");

    private PythonBuild() {}

    static BuildPlan plan(
            Tools tools, BundleFolder bundle, AppDescriptor app, Map<String, String> environment, Path caches)
            throws IOException {
        if (tools.python().isEmpty()) {
            return new Hopeless(
                    "This node has no Python 3",
                    "Install it on the machine: apt-get install python3 python3-venv python3-pip");
        }
        if (app.entrypoint().isEmpty()
                && PythonPrograms.application(bundle.files()).isEmpty()) {
            return new Hopeless(
                    "The archive has neither an entrypoint nor a main.py",
                    "Put a main.py with a WSGI application named app at the top of the archive, or name the command in"
                            + " app.yaml: entrypoint: gunicorn -b :$PORT shop:app");
        }
        var variables = new HashMap<>(environment);
        variables.put("PIP_CACHE_DIR", caches.resolve("pip").toString());
        variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        variables.put("PIP_NO_INPUT", "1");
        variables.put("PATH", tools.searchPath(List.of(bundle.venv().resolve("bin"))));
        var python = tools.python().get().toString();
        var own = bundle.venv().resolve("bin/python").toString();

        var commands = new ArrayList<BuildCommand>();
        commands.add(command(
                "virtual environment",
                bundle,
                variables,
                false,
                List.of(
                        python,
                        "-m",
                        "venv",
                        "--clear",
                        "--without-pip",
                        bundle.venv().toString())));
        var packages = packages(bundle, app);
        if (!packages.isEmpty()) {
            var words = new ArrayList<>(List.of(
                    python,
                    "-m",
                    "pip",
                    "--python",
                    own,
                    "install",
                    "--progress-bar",
                    "off",
                    "--no-warn-script-location"));
            words.addAll(packages);
            commands.add(command("pip install", bundle, variables, false, words));
        }
        // Files of templates in other languages end in .py too: what does not compile is not an error yet.
        commands.add(command(
                "compile",
                bundle,
                variables,
                true,
                List.of(
                        own,
                        "-m",
                        "compileall",
                        "-q",
                        "-x",
                        "/node_modules/",
                        bundle.files().toString())));
        return new Commands(commands);
    }

    private static List<String> packages(BundleFolder bundle, AppDescriptor app) throws IOException {
        var words = new ArrayList<String>();
        boolean listed = false;
        if (Files.isRegularFile(bundle.files().resolve(REQUIREMENTS))) {
            words.addAll(List.of("-r", REQUIREMENTS));
            listed = requirements(bundle).stream()
                    .anyMatch(line -> GUNICORN.matcher(line).find());
        }
        boolean wanted = app.entrypoint().map(text -> text.contains("gunicorn")).orElse(true);
        if (wanted && !listed) {
            words.add("gunicorn");
        }
        return words;
    }

    /** The lines of {@code requirements.txt}; none when there is no such file. */
    static List<String> requirements(BundleFolder bundle) throws IOException {
        var file = bundle.files().resolve(REQUIREMENTS);
        return Files.isRegularFile(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
    }

    private static BuildCommand command(
            String step, BundleFolder bundle, Map<String, String> variables, boolean mayFail, List<String> words) {
        return new BuildCommand(step, words, variables, bundle.files(), mayFail);
    }
}
