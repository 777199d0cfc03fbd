package io.ironstead.instances.launch;

import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.JavaSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** WARs: one small Jetty process each, with the class cache that was trained when the bundle was deployed. */
public final class JavaPrograms {
    private static final String MAIN = "io.ironstead.javahost.Main";

    private JavaPrograms() {}

    static Program program(Tools tools, BundleFolder bundle, InstanceIdentity instance) {
        var cache = cache(tools, bundle, instance.app());
        return program(
                tools, bundle, instance, Files.isRegularFile(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
    }

    /** Where the class cache of this program is, or will be. */
    public static Path cache(Tools tools, BundleFolder bundle, AppDescriptor app) {
        return bundle.aotCache(jars(tools, app).fingerprint(tools.javaHome()));
    }

    private static HostJars jars(Tools tools, AppDescriptor app) {
        return HostJars.in(host(tools), api(app), settings(app).jsp());
    }

    private static Path host(Tools tools) {
        return tools.javaHost().orElseThrow(() -> new IllegalStateException("This node has no Java host"));
    }

    private static JavaSettings settings(AppDescriptor app) {
        return app.java().orElseThrow(() -> new IllegalStateException("A WAR has Java settings"));
    }

    private static String api(AppDescriptor app) {
        return settings(app).servletApi().name().toLowerCase(Locale.ROOT);
    }

    /** The same program, writing its class cache to {@link #trained} when it ends. */
    public static Program training(Tools tools, BundleFolder bundle, InstanceIdentity instance) {
        var plain = program(tools, bundle, instance, List.of("-XX:AOTCacheOutput=" + trained(instance.keepsakes())));
        return new Program(
                plain.command(),
                plain.environment(),
                plain.workingFolder(),
                plain.readOnly(),
                List.of(instance.keepsakes()));
    }

    /** Where a training run with these keepsakes leaves its class cache. */
    public static Path trained(Path keepsakes) {
        return keepsakes.resolve("program.aot");
    }

    private static Program program(
            Tools tools, BundleFolder bundle, InstanceIdentity instance, List<String> cacheFlags) {
        var environment = instance.environment();
        environment.put("PATH", tools.searchPath(List.of(tools.java().getParent())));
        environment.put("JAVA_HOME", tools.javaHome().toString());
        var entrypoint = instance.app().entrypoint();
        if (entrypoint.isPresent()) {
            var command = Entrypoint.command(entrypoint.get(), environment);
            return new Program(command, environment, bundle.files(), List.of(bundle.root(), tools.javaHome()));
        }
        var java = settings(instance.app());
        var words = new ArrayList<String>();
        words.add(tools.java().toString());
        words.addAll(jvmFlags(instance.app().instanceClass(), instance.temporary()));
        words.addAll(cacheFlags);
        words.addAll(proxyFlags(environment));
        java.systemProperties().forEach((name, value) -> words.add("-D" + name + "=" + value));
        words.addAll(List.of("-cp", jars(tools, instance.app()).classPath(), MAIN));
        words.addAll(List.of("--war", bundle.files().resolve(java.warPath()).toString()));
        words.addAll(List.of("--port", Integer.toString(instance.port())));
        words.addAll(List.of("--servlet-api", api(instance.app())));
        words.addAll(List.of("--work", instance.temporary().toString()));
        words.addAll(List.of("--sessions", Boolean.toString(java.sessionsEnabled())));
        return new Program(words, environment, bundle.files(), List.of(bundle.root(), host(tools), tools.javaHome()));
    }

    /**
     * A JVM takes a quarter of the machine for its heap unless told; a third of the limit is left for everything that
     * is not heap. The small classes get the quick compiler only: they wake often and compute little.
     */
    private static List<String> jvmFlags(InstanceClass size, Path temporary) {
        var flags = new ArrayList<>(List.of(
                "-Xmx" + size.memoryMib() * 2 / 3 + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + temporary));
        if (size.memoryMib() <= InstanceClass.F2.memoryMib()) {
            flags.add("-XX:TieredStopAtLevel=1");
        }
        return flags;
    }

    /** Java looks at no environment for the way out. */
    private static List<String> proxyFlags(Map<String, String> environment) {
        var proxy = environment.get("HTTPS_PROXY");
        if (proxy == null) {
            return List.of();
        }
        var address = URI.create(proxy);
        return List.of("-Dhttps.proxyHost=" + address.getHost(), "-Dhttps.proxyPort=" + address.getPort());
    }

    /** Paths that make a program load what its first visitors will need. */
    public static List<String> trainingPaths() {
        return List.of("/_ah/warmup", "/");
    }
}
