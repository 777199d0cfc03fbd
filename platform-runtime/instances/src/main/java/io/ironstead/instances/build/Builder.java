package io.ironstead.instances.build;

import io.ironstead.instances.build.BuildPlan.Commands;
import io.ironstead.instances.build.BuildPlan.Hopeless;
import io.ironstead.instances.build.BuildResult.Built;
import io.ironstead.instances.build.BuildResult.Failed;
import io.ironstead.instances.launch.BundleFolder;
import io.ironstead.instances.launch.ExitReason;
import io.ironstead.instances.launch.Tools;
import io.ironstead.instances.log.LastLines;
import io.ironstead.instances.log.OutputReader;
import io.ironstead.instances.log.RotatingFile;
import io.ironstead.model.TenantId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.sandbox.Launch;
import io.ironstead.sandbox.Running;
import io.ironstead.sandbox.Running.Exit;
import io.ironstead.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Builds bundles inside the sandbox: their package files run code of the tenant's choice. */
public final class Builder {
    private static final int PROCESSES_MAX = 256;
    private static final int CPU_WEIGHT = 600;
    private static final long LOG_MAX = 1 << 20;

    private final Sandbox sandbox;
    private final Tools tools;
    private final Bounds bounds;
    private final Supplier<String> names;

    /**
     * What a build gets.
     *
     * @param workFolder for homes and temporary files of builds
     * @param caches downloads that later builds need again
     * @param environment tells where and how packages are fetched
     */
    public record Bounds(
            Path workFolder, Path caches, Map<String, String> environment, Duration timeMax, long memoryBytesMax) {}

    /** @param names gives every process an id that no other has */
    public Builder(Sandbox sandbox, Tools tools, Bounds bounds, Supplier<String> names) {
        this.sandbox = sandbox;
        this.tools = tools;
        this.bounds = bounds;
        this.names = names;
    }

    /**
     * Builds, and keeps all output in the bundle's build log. Blocks for as long as it takes.
     *
     * @param step told what is being done, for the person who waits
     * @throws IOException when the disk or the sandbox fails, which is not the bundle's fault
     */
    public BuildResult build(BundleFolder bundle, TenantId tenant, AppDescriptor app, Consumer<String> step)
            throws IOException {
        var id = names.get();
        var work = bounds.workFolder().resolve(id);
        Files.createDirectories(work.resolve("tmp"));
        // One tenant's download must never become another's package.
        var caches = bounds.caches().resolve(tenant.value());
        Files.createDirectories(caches);
        Files.createDirectories(bundle.venv());
        RotatingFile.delete(bundle.buildLog());
        try (var log = new RotatingFile(bundle.buildLog(), LOG_MAX)) {
            return switch (plan(bundle, app, environment(work), caches)) {
                case Hopeless(String cause, String advice) -> {
                    write(log, List.of(cause, advice));
                    yield new Failed(cause, advice, List.of());
                }
                case Commands(List<BuildCommand> commands) ->
                    run(commands, bundle, tenant, List.of(work, caches, bundle.files(), bundle.venv()), log, step);
            };
        } finally {
            Folders.delete(work);
        }
    }

    private BuildPlan plan(BundleFolder bundle, AppDescriptor app, Map<String, String> environment, Path caches)
            throws IOException {
        return switch (app.runtime()) {
            case PYTHON -> PythonBuild.plan(tools, bundle, app, environment, caches);
            case NODEJS -> NodeBuild.plan(tools, bundle, app, environment, caches);
            case JAVA ->
                tools.javaHost().isPresent() || app.entrypoint().isPresent()
                        ? new Commands(List.of())
                        : new Hopeless(
                                "This node cannot run WARs: it has no Java host",
                                "Start its agent with --agent.java-host-dir.");
            case CUSTOM, STATIC -> new Commands(List.of());
        };
    }

    private Map<String, String> environment(Path work) {
        var environment = new HashMap<>(bounds.environment());
        environment.put("HOME", work.toString());
        environment.put("TMPDIR", work.resolve("tmp").toString());
        environment.put("LANG", "C.UTF-8");
        return environment;
    }

    private BuildResult run(
            List<BuildCommand> commands,
            BundleFolder bundle,
            TenantId tenant,
            List<Path> writable,
            RotatingFile log,
            Consumer<String> step)
            throws IOException {
        for (var command : commands) {
            step.accept(command.step());
            write(log, List.of("$ " + String.join(" ", command.command())));
            var last = new LastLines();
            var launch = new Launch(
                    names.get(),
                    tenant,
                    command.command(),
                    command.environment(),
                    command.workingFolder(),
                    operatorsFiles(),
                    writable,
                    List.of(),
                    new Launch.Limits(bounds.memoryBytesMax(), CPU_WEIGHT, PROCESSES_MAX),
                    true);
            var exit = run(launch, log, last);
            if (exit.isEmpty() || exit.get().code() != 0 && !command.mayFail()) {
                return failure(command, exit, last.get(), PythonBuild.requirements(bundle));
            }
        }
        var strange = Leftovers.settle(
                bundle.root(), List.of(bundle.root().resolve("files"), bundle.venv()), tools.folders());
        return strange.isEmpty()
                ? new Built()
                : new Failed(
                        "The build left something that is neither a file nor a folder of its own: "
                                + bundle.root().relativize(strange.get()),
                        "Links must stay within the archive and its packages; pipes and sockets belong into $TMPDIR.",
                        List.of());
    }

    /** What the operator's variables name, such as certificates and folders of packages. */
    private List<Path> operatorsFiles() {
        var found = new ArrayList<>(tools.folders());
        bounds.environment().values().stream()
                .filter(value -> value.startsWith("/"))
                .map(Path::of)
                .filter(Files::exists)
                .forEach(found::add);
        return found;
    }

    private Optional<Exit> run(Launch launch, RotatingFile log, LastLines last) throws IOException {
        try (var room = sandbox.openRoom()) {
            return await(sandbox.start(launch, room), log, last);
        }
    }

    /** Empty: it took too long. */
    private Optional<Exit> await(Running running, RotatingFile log, LastLines last) {
        var readers = List.of(reader(running.standardOutput(), log, last), reader(running.standardError(), log, last));
        try {
            var exit = running.exit().get(bounds.timeMax().toMillis(), TimeUnit.MILLISECONDS);
            for (var reader : readers) {
                reader.join(Duration.ofSeconds(5));
            }
            return Optional.of(exit);
        } catch (TimeoutException late) {
            running.kill();
            running.exit().join();
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            running.kill();
            running.exit().join();
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException("A process has no exit", impossible);
        }
    }

    private static Thread reader(InputStream from, RotatingFile log, LastLines last) {
        return Thread.ofPlatform().name("build-output").daemon().start(new OutputReader(from, lines -> {
            last.add(lines);
            write(log, lines);
        }));
    }

    private static void write(RotatingFile log, List<String> lines) {
        var bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            log.append(bytes, bytes.length);
        } catch (IOException full) {
            throw new UncheckedIOException("The build log cannot be written", full);
        }
    }

    private BuildResult failure(
            BuildCommand command, Optional<Exit> exit, List<String> output, List<String> requirements) {
        if (exit.isEmpty()) {
            return new Failed(
                    "The build was stopped: " + command.step() + " took longer than "
                            + bounds.timeMax().toMinutes() + " min",
                    "Look at its output; fewer or ready-built packages install faster.",
                    output);
        }
        if (exit.get().killedFor().isPresent()) {
            return new Failed(
                    "The build was killed: " + exit.get().killedFor().get(),
                    "Choose packages that come ready-built, which need no memory for a compiler.",
                    output);
        }
        return BuildTroubles.recognise(output, requirements)
                .orElseGet(() -> new Failed(
                        command.step() + " failed (" + ExitReason.sentence(exit.get()) + ")",
                        "Its last lines tell why.",
                        output));
    }
}
