package io.ironstead.bundle.descriptor;

import io.ironstead.model.ServiceName;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.ErrorHandler;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.JavaSettings;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code app.yaml}.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/standard/reference/app-yaml">app.yaml reference</a>
 */
final class AppYaml {
    private static final int INCLUDES_MAX = 20;
    private static final Set<String> KNOWN = Set.of(
            "runtime",
            "entrypoint",
            "service",
            "module",
            "version",
            "env_variables",
            "handlers",
            "automatic_scaling",
            "basic_scaling",
            "manual_scaling",
            "instance_class",
            "inbound_services",
            "includes",
            "default_expiration",
            "error_handlers");
    private static final Set<String> HARMLESS =
            Set.of("threadsafe", "api_version", "application", "app_engine_apis", "main", "env");
    private static final Set<String> RESERVED = Set.of("PORT", "API_HOST", "API_PORT", "HOME", "PATH");

    private final BundleFiles files;
    private final List<String> warnings = new ArrayList<>();

    private AppYaml(BundleFiles files) {
        this.files = files;
    }

    static Described read(String name, String text, BundleFiles files) throws DescriptorException {
        return new AppYaml(files).read(Yaml.parse(name, text));
    }

    private Described read(Yaml yaml) throws DescriptorException {
        warnOfUnknown(yaml);
        var runtimeName = yaml.text("runtime")
                .orElseThrow(() -> new DescriptorException(
                        "app.yaml names no runtime", "Add a line such as \"runtime: python312\"."));
        var entrypoint = yaml.text("entrypoint").map(String::strip).filter(line -> !line.isEmpty());
        var runtime = runtime(yaml, runtimeName);
        var handlers = handlers(yaml);
        if (runtime == Runtime.JAVA && entrypoint.isPresent()) {
            runtime = Runtime.CUSTOM;
        }
        boolean onlyFiles = !handlers.isEmpty()
                && handlers.stream().noneMatch(Handler.Script.class::isInstance)
                && entrypoint.isEmpty()
                && !hasProgram(runtime);
        if (onlyFiles) {
            runtime = Runtime.STATIC;
        } else {
            Startable.require(runtime, entrypoint, files);
            // What no handler matches goes to the program: the runtimes of today need no "script: auto" entry.
            handlers.add(new Handler.Script(".*", "auto", Handler.Access.OPEN));
        }
        var app = new AppDescriptor(
                runtime,
                runtimeName,
                service(yaml),
                entrypoint,
                environment(yaml),
                handlers,
                scaling(yaml),
                instanceClass(yaml),
                new LinkedHashSet<>(yaml.words("inbound_services")),
                expiration(yaml, "default_expiration"),
                errorHandlers(yaml),
                runtime == Runtime.JAVA ? Optional.of(java()) : Optional.empty());
        return new Described(app, yaml.text("version"), warnings);
    }

    private boolean hasProgram(Runtime runtime) {
        try {
            Startable.require(runtime, Optional.empty(), files);
            return runtime != Runtime.STATIC;
        } catch (DescriptorException nothingToStart) {
            return false;
        }
    }

    private void warnOfUnknown(Yaml yaml) {
        for (String key : yaml.keys()) {
            if (!KNOWN.contains(key) && !HARMLESS.contains(key)) {
                warnings.add(yaml.where(key) + ": \"" + key + "\" is not used here.");
            }
        }
    }

    private static Runtime runtime(Yaml yaml, String name) throws DescriptorException {
        if (name.equals("python27") || name.equals("python")) {
            throw new DescriptorException(
                    yaml.where("runtime") + ": Python 2.7 is not offered", "Port the application to Python 3.");
        }
        if (name.matches("python3\\d{0,2}")) {
            return Runtime.PYTHON;
        }
        if (name.matches("java\\d{0,2}")) {
            return Runtime.JAVA;
        }
        if (name.matches("nodejs\\d{0,2}")) {
            return Runtime.NODEJS;
        }
        if (name.matches("go\\d{0,3}|php\\d{0,2}|ruby\\d{0,2}|custom|static")) {
            return name.equals("static") ? Runtime.STATIC : Runtime.CUSTOM;
        }
        throw new DescriptorException(
                yaml.where("runtime") + ": there is no runtime \"" + (name.length() > 60 ? name.substring(0, 60) : name)
                        + "\"",
                "Use python3xx, javaxx, nodejsxx, or \"custom\" with an entrypoint.");
    }

    private static ServiceName service(Yaml yaml) throws DescriptorException {
        var key = yaml.has("service") ? "service" : "module";
        try {
            return yaml.text(key).map(ServiceName::new).orElse(ServiceName.DEFAULT);
        } catch (IllegalArgumentException badName) {
            throw yaml.wrong(key, badName.getMessage());
        }
    }

    private Map<String, String> environment(Yaml yaml) throws DescriptorException {
        var map = yaml.map("env_variables");
        if (map.isEmpty()) {
            return Map.of();
        }
        var environment = new LinkedHashMap<String, String>();
        for (var entry : map.get().texts().entrySet()) {
            var name = entry.getKey();
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || entry.getValue().indexOf('\0') >= 0) {
                throw map.get().wrong(name, "\"" + name + "\" is no name of an environment variable");
            }
            if (RESERVED.contains(name) || name.startsWith("GAE_")) {
                warnings.add(map.get().where(name) + ": \"" + name + "\" is set by the platform and not used here.");
            } else {
                environment.put(name, entry.getValue());
            }
        }
        return environment;
    }

    /** This file's handlers, then those of included files, as App Engine merges them. */
    private List<Handler> handlers(Yaml root) throws DescriptorException {
        var handlers = new ArrayList<Handler>();
        Deque<Yaml> open = new ArrayDeque<>(List.of(root));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            var yaml = open.pop();
            for (var entry : yaml.maps("handlers")) {
                handlers.add(HandlerEntry.read(entry, warnings));
            }
            for (String include : yaml.words("includes")) {
                var text = files.text(include);
                if (text.isEmpty()) {
                    throw yaml.wrong("includes", "the file \"" + include + "\" is not in the archive");
                }
                if (!seen.add(include) || seen.size() > INCLUDES_MAX) {
                    throw yaml.wrong("includes", "\"" + include + "\" is included in a ring, or too many files are");
                }
                open.add(Yaml.parse(include, text.get()));
            }
        }
        return handlers;
    }

    private Scaling scaling(Yaml yaml) throws DescriptorException {
        long kinds = List.of("automatic_scaling", "basic_scaling", "manual_scaling").stream()
                .filter(yaml::has)
                .count();
        if (kinds > 1) {
            throw yaml.wrong("automatic_scaling", "only one kind of scaling can be given");
        }
        var basic = yaml.map("basic_scaling");
        if (basic.isPresent()) {
            return new Scaling.Basic(
                    number(basic.get(), "max_instances", 1, 1, 1000),
                    time(basic.get(), "idle_timeout", Duration.ofMinutes(5)));
        }
        var manual = yaml.map("manual_scaling");
        if (manual.isPresent()) {
            return new Scaling.Manual(number(manual.get(), "instances", 1, 1, 1000));
        }
        var automatic = yaml.map("automatic_scaling");
        return automatic.isPresent() ? automatic(automatic.get()) : Scaling.Automatic.DEFAULT;
    }

    private Scaling automatic(Yaml yaml) throws DescriptorException {
        var usual = Scaling.Automatic.DEFAULT;
        int min = number(yaml, "min_instances", 0, 0, 1000);
        int max = number(yaml, "max_instances", 1000, 1, 1000);
        if (max < min) {
            throw yaml.wrong("max_instances", "max_instances is smaller than min_instances");
        }
        return new Scaling.Automatic(
                min,
                max,
                number(yaml, "min_idle_instances", 0, 0, 1000),
                number(yaml, "max_concurrent_requests", usual.maxConcurrentRequests(), 1, 1000),
                share(yaml, "target_cpu_utilization", usual.targetCpu()),
                share(yaml, "target_throughput_utilization", usual.targetThroughput()),
                time(yaml, "min_pending_latency", usual.minPendingLatency()),
                time(yaml, "max_pending_latency", usual.maxPendingLatency()));
    }

    private static int number(Yaml yaml, String key, int usual, int min, int max) throws DescriptorException {
        var text = yaml.text(key);
        if (text.isEmpty() || text.get().equals("automatic")) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text.get().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        throw yaml.wrong(key, "\"" + key + "\" must be a number from " + min + " to " + max);
    }

    private static double share(Yaml yaml, String key, double usual) throws DescriptorException {
        var text = yaml.text(key);
        if (text.isEmpty()) {
            return usual;
        }
        try {
            double share = Double.parseDouble(text.get().strip());
            if (share >= 0.5 && share <= 0.95) {
                return share;
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        throw yaml.wrong(key, "\"" + key + "\" must be a number from 0.5 to 0.95");
    }

    private static Duration time(Yaml yaml, String key, Duration usual) throws DescriptorException {
        var text = yaml.text(key);
        return text.isEmpty() || text.get().equals("automatic")
                ? usual
                : Durations.parse(text.get())
                        .orElseThrow(() -> yaml.wrong(key, "\"" + key + "\" must be a time such as 30ms or 5m"));
    }

    static Optional<Duration> expiration(Yaml yaml, String key) throws DescriptorException {
        var text = yaml.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Durations.parse(text.get())
                .orElseThrow(() -> yaml.wrong(key, "\"" + key + "\" must be a time such as \"4d 5h\"")));
    }

    private static InstanceClass instanceClass(Yaml yaml) throws DescriptorException {
        var text = yaml.text("instance_class");
        try {
            return text.map(name -> InstanceClass.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                    .orElse(InstanceClass.F1);
        } catch (IllegalArgumentException unknown) {
            throw yaml.wrong(
                    "instance_class",
                    "there is no instance class \"" + text.orElse("") + "\"; there are F1, F2,"
                            + " F4, F4_1G, B1, B2, B4, B4_1G and B8");
        }
    }

    private static List<ErrorHandler> errorHandlers(Yaml yaml) throws DescriptorException {
        var found = new ArrayList<ErrorHandler>();
        for (var entry : yaml.maps("error_handlers")) {
            found.add(new ErrorHandler(
                    entry.text("error_code"),
                    HandlerEntry.inside(
                            entry,
                            "file",
                            entry.text("file")
                                    .orElseThrow(() -> entry.wrong("file", "an error handler needs a \"file\""))),
                    entry.text("mime_type")));
        }
        return found;
    }

    private JavaSettings java() {
        var web = files.text("WEB-INF/web.xml").orElse("");
        return new JavaSettings(Descriptors.servletApi(files, web), Map.of(), true, "", Descriptors.hasJsp(files, web));
    }
}
