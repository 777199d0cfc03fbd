package io.ironstead.instances;

import io.ironstead.sandbox.egress.EgressRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the node's instances are made with.
 *
 * @param dataDir everything of this package: bundles, builds, logs, running instances; nobody else writes there
 * @param javaHome the JDK that runs WARs
 * @param javaHostDir the program that runs one WAR; empty: this node runs none
 * @param python the interpreter virtual environments are made with, as {@code python3}
 * @param node the Node.js program, as {@code node}
 * @param trustedCodeOnly the operator trusts every tenant, so several may run behind a wall that does not hold them apart
 * @param buildEnvironment variables that builds see besides the platform's, for package registries and proxies
 */
public record InstanceSettings(
        Path dataDir,
        Path javaHome,
        Optional<Path> javaHostDir,
        String python,
        String node,
        InstanceLimits limits,
        boolean trustedCodeOnly,
        Map<String, String> buildEnvironment) {

    private static final List<String> USUAL_REGISTRIES =
            List.of("pypi.org", "files.pythonhosted.org", "registry.npmjs.org");
    private static final Pattern INDEX_VARIABLE = Pattern.compile("PIP_(EXTRA_)?INDEX_URL|(?i:npm_config_registry)");
    private static final Pattern REGISTRY_VARIABLE = Pattern.compile(
            "PIP_.*|NPM_CONFIG_.*|npm_config_.*|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS"
                    + "|(?i:https?_proxy|no_proxy|all_proxy)");

    public InstanceSettings {
        buildEnvironment = Map.copyOf(buildEnvironment);
    }

    /** The usual programs of this machine, with builds that use the registries this process would use. */
    public static InstanceSettings usual(Path dataDir, InstanceLimits limits) {
        return new InstanceSettings(
                dataDir,
                Path.of(System.getProperty("java.home")),
                Optional.empty(),
                "python3",
                "node",
                limits,
                false,
                registryVariables(System.getenv()));
    }

    /** The part of an environment that tells where and how packages are fetched; the rest stays outside of builds. */
    public static Map<String, String> registryVariables(Map<String, String> environment) {
        var found = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (REGISTRY_VARIABLE.matcher(name).matches()) {
                found.put(name, value);
            }
        });
        return found;
    }

    /** Where builds may connect to: the registries of this environment's variables, and the usual ones. */
    public static EgressRules registries(Map<String, String> environment) {
        var hosts = new TreeSet<>(USUAL_REGISTRIES);
        environment.forEach((name, value) -> {
            if (INDEX_VARIABLE.matcher(name).matches()) {
                for (var word : value.strip().split("\\s+")) {
                    hosts.addAll(hostOf(word));
                }
            }
        });
        return EgressRules.trusted(hosts);
    }

    private static List<String> hostOf(String url) {
        try {
            var uri = URI.create(url);
            int usual = "http".equals(uri.getScheme()) ? 80 : 443;
            return uri.getHost() == null
                    ? List.of()
                    : List.of(uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort()));
        } catch (IllegalArgumentException notOne) {
            return List.of();
        }
    }

    public InstanceSettings withJavaHost(Path folder) {
        return new InstanceSettings(
                dataDir, javaHome, Optional.of(folder), python, node, limits, trustedCodeOnly, buildEnvironment);
    }

    public InstanceSettings withTrustedCodeOnly(boolean trusted) {
        return new InstanceSettings(dataDir, javaHome, javaHostDir, python, node, limits, trusted, buildEnvironment);
    }
}
