package io.ironstead.instances;

import io.ironstead.instances.build.Folders;
import io.ironstead.model.Digest;
import io.ironstead.model.InNetwork;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.Lease;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.JavaSettings;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.VersionReport;
import io.ironstead.model.control.VersionReport.Phase;
import io.ironstead.sandbox.PlainSandbox;
import io.ironstead.sandbox.Sandbox;
import io.ironstead.sandbox.Walls;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A whole node of its own: real processes, a console that is a map, and a clock that can be put forward. */
final class TestNode implements AutoCloseable {
    /** Where the Java host lies once its module has been packaged. */
    static final Optional<Path> JAVA_HOST = Optional.of(
                    Path.of("").toAbsolutePath().resolveSibling("java-host/target/host"))
            .filter(Files::isDirectory);

    /** To see that everything works without a wall too: {@code -Dironstead.wall=none}. */
    private static final boolean PLAIN =
            System.getProperty("ironstead.wall", "").equals("none");

    private static final EgressRules REGISTRIES = InstanceSettings.registries(System.getenv());

    static final Scaling.Automatic SCALING = Scaling.Automatic.DEFAULT;

    final TestClock clock = new TestClock();
    final ConcurrentLinkedQueue<NodeEvent> events = new ConcurrentLinkedQueue<>();
    final AtomicInteger fetches = new AtomicInteger();
    final Sandbox sandbox;
    final Instances instances;

    /** The console: what each archive unpacks to. */
    private final Map<Digest, Map<String, String>> archives = new ConcurrentHashMap<>();

    private final Map<VersionKey, DesiredVersion> wanted = new HashMap<>();
    private long revision;

    TestNode(Path folder) {
        this(folder, UnaryOperator.identity());
    }

    TestNode(Path folder, UnaryOperator<InstanceLimits> limits) {
        this(folder, limits, InstanceSurroundings.NONE);
    }

    TestNode(Path folder, UnaryOperator<InstanceLimits> limits, InstanceSurroundings surroundings) {
        sandbox = PLAIN
                ? new PlainSandbox(folder.resolve("processes"))
                : Walls.thickest(folder.resolve("sandbox"), 1_900_000_000, 1000, new EgressProxy(), REGISTRIES);
        var bounds = limits.apply(limits());
        var usual = InstanceSettings.usual(folder.resolve("data"), bounds);
        instances = new Instances(
                JAVA_HOST.map(usual::withJavaHost).orElse(usual),
                sandbox,
                this::fetch,
                this::unpack,
                surroundings,
                events::add,
                clock);
    }

    static InstanceLimits limits() {
        return InstanceLimits.of(8L << 30, 2);
    }

    private void fetch(Digest bundle, Path file) throws IOException {
        fetches.incrementAndGet();
        Files.writeString(file, bytesOf(archives.get(bundle)));
    }

    private void unpack(Path archive, ArchiveKind kind, Path folder) throws IOException {
        for (var file : archives.get(digest(Files.readString(archive))).entrySet()) {
            var target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            boolean binary = file.getKey().endsWith(".class");
            Files.writeString(target, file.getValue(), binary ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
    }

    private static String bytesOf(Map<String, String> files) {
        return new java.util.TreeMap<>(files).toString();
    }

    private static Digest digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Digest(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a test deploys; the rest is usual. */
    record App(
            Runtime runtime,
            Optional<String> entrypoint,
            Map<String, String> environment,
            Scaling scaling,
            InstanceClass size,
            Set<String> inbound,
            Map<String, String> files,
            Optional<JavaSettings> java) {

        /** An unpacked WAR of the jakarta generation. */
        static App war(Map<String, String> files) {
            return war(files, false);
        }

        static App war(Map<String, String> files, boolean jsp) {
            var settings = new JavaSettings(JavaSettings.ServletApi.JAKARTA, Map.of(), true, "", jsp);
            return new App(
                    Runtime.JAVA,
                    Optional.empty(),
                    Map.of(),
                    SCALING,
                    InstanceClass.F1,
                    Set.of(),
                    files,
                    Optional.of(settings));
        }

        static App python(String main) {
            return new App(
                    Runtime.CUSTOM,
                    Optional.of("python3 main.py"),
                    Map.of(),
                    SCALING,
                    InstanceClass.F1,
                    Set.of(),
                    Map.of("main.py", main),
                    Optional.empty());
        }

        static App sh(String script) {
            return new App(
                    Runtime.CUSTOM,
                    Optional.of("/bin/sh run.sh"),
                    Map.of(),
                    SCALING,
                    InstanceClass.F1,
                    Set.of(),
                    Map.of("run.sh", script),
                    Optional.empty());
        }

        App with(Scaling scaling) {
            return new App(runtime, entrypoint, environment, scaling, size, inbound, files, java);
        }

        App with(Runtime runtime, String entrypoint) {
            var command = entrypoint.isEmpty() ? Optional.<String>empty() : Optional.of(entrypoint);
            return new App(runtime, command, environment, scaling, size, inbound, files, java);
        }

        App withInbound(String service) {
            return new App(runtime, entrypoint, environment, scaling, size, Set.of(service), files, java);
        }

        App withEnvironment(Map<String, String> environment) {
            return new App(runtime, entrypoint, environment, scaling, size, inbound, files, java);
        }

        App withFiles(Map<String, String> files) {
            return new App(runtime, entrypoint, environment, scaling, size, inbound, files, java);
        }

        AppDescriptor descriptor() {
            return new AppDescriptor(
                    runtime,
                    "test",
                    new ServiceName("default"),
                    entrypoint,
                    environment,
                    List.of(new Handler.Script("/.*", "auto", Handler.Access.OPEN)),
                    scaling,
                    size,
                    inbound,
                    Optional.empty(),
                    List.of(),
                    java);
        }
    }

    static VersionKey key(String site) {
        return new VersionKey(new SiteName(site), new ServiceName("default"), new VersionId("v1"));
    }

    /** Wants a version, besides all others wanted so far; returns at once. */
    VersionKey want(String site, App app, boolean warm) {
        var key = key(site);
        var bundle = digest(bytesOf(app.files()));
        archives.put(bundle, app.files());
        wanted.put(
                key,
                new DesiredVersion(
                        key.service(),
                        key.version(),
                        ++revision,
                        bundle,
                        ArchiveKind.ZIP,
                        app.descriptor(),
                        true,
                        warm));
        publish();
        return key;
    }

    /** Wants the same upload, changed. */
    void change(VersionKey key, UnaryOperator<DesiredVersion> change) {
        wanted.computeIfPresent(key, (name, version) -> change.apply(version));
        publish();
    }

    void remove(VersionKey key) {
        wanted.remove(key);
        publish();
    }

    DesiredVersion version(VersionKey key) {
        return wanted.get(key);
    }

    private void publish() {
        var sites = new ArrayList<DesiredSite>();
        wanted.forEach((key, version) -> sites.add(new DesiredSite(
                key.site(), new TenantId("acme"), List.of(), false, Map.of(), List.of(version), List.of())));
        instances.desire(new DesiredState(++revision, false, sites));
    }

    /** Wants a version, and returns once it is ready to be woken. */
    VersionKey deploy(String site, App app) {
        var key = want(site, app, false);
        settled(key, Phase.READY);
        return key;
    }

    VersionReport report(VersionKey key) {
        return instances.versionReports().stream()
                .filter(report -> report.version().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** The report of the upload that is wanted now, once its phase is this one. */
    VersionReport settled(VersionKey key, Phase phase) {
        return Eventually.is(
                key + " " + phase,
                () -> Optional.of(report(key)).filter(report -> {
                    if (report.deploymentId() != wanted.get(key).deploymentId()) {
                        return false;
                    }
                    if (phase == Phase.READY && report.phase() == Phase.FAILED) {
                        throw new AssertionError(report.failure().toString());
                    }
                    return report.phase() == phase;
                }));
    }

    List<InstanceReport> reports(VersionKey key) {
        return instances.instanceReports().stream()
                .filter(report -> report.version().equals(key))
                .toList();
    }

    Lease lease(VersionKey key) throws Exception {
        return instances.lease(key, Eventually.LIMIT).get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The body of the answer to a request at a leased place. */
    static String get(Lease lease, String path) throws IOException {
        var dialer = lease.dialer();
        try (var socket = InNetwork.open(dialer.network(), () -> {
            var opened = new Socket();
            opened.connect(dialer.address());
            return opened;
        })) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: test\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    String get(VersionKey key, String path) throws Exception {
        try (var lease = lease(key)) {
            return get(lease, path);
        }
    }

    boolean told(String part) {
        return events.stream().anyMatch(event -> event.sentence().contains(part));
    }

    @Override
    public void close() throws IOException {
        instances.close();
        sandbox.close();
    }

    static void delete(Path folder) throws IOException {
        Folders.delete(folder);
    }
}
