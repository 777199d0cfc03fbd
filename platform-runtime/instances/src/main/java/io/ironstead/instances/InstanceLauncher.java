package io.ironstead.instances;

import io.ironstead.instances.build.Folders;
import io.ironstead.instances.launch.BundleFolder;
import io.ironstead.instances.launch.InstanceIdentity;
import io.ironstead.instances.launch.Program;
import io.ironstead.instances.launch.Programs;
import io.ironstead.instances.launch.Readiness;
import io.ironstead.instances.launch.StartFailure;
import io.ironstead.instances.launch.Tools;
import io.ironstead.instances.log.LastLines;
import io.ironstead.instances.log.Logs;
import io.ironstead.instances.log.OutputReader;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.sandbox.Launch;
import io.ironstead.sandbox.Room;
import io.ironstead.sandbox.Running;
import io.ironstead.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes processes of bundles and clears away what they leave. */
final class InstanceLauncher {
    private static final Logger log = LoggerFactory.getLogger(InstanceLauncher.class);
    private static final long MIB = 1L << 20;
    private static final int PROCESSES_MAX = 256;

    private final Sandbox sandbox;
    private final Tools tools;
    private final Logs logs;
    private final Path folder;
    private final InstanceLimits limits;
    private final InstanceSurroundings surroundings;

    /** @param folder the folders of running instances */
    InstanceLauncher(
            Sandbox sandbox,
            Tools tools,
            Logs logs,
            Path folder,
            InstanceLimits limits,
            InstanceSurroundings surroundings) {
        this.sandbox = sandbox;
        this.tools = tools;
        this.logs = logs;
        this.folder = folder;
        this.limits = limits;
        this.surroundings = surroundings;
    }

    /** What is to be launched: a version with its bundle. */
    record Subject(VersionKey key, TenantId tenant, DesiredVersion version, BundleFolder bundle) {
        AppDescriptor app() {
            return version.app();
        }

        long memoryBytesMax() {
            return app().instanceClass().memoryMib() * MIB;
        }
    }

    /** Starts an instance. {@code attempt} tells several launches under one name from each other. */
    InstanceProcess launch(Subject subject, InstanceId id, int attempt) throws IOException {
        var name = attempt == 1 ? id.value() : id.value() + "-" + attempt;
        return launch(
                subject, id, name, subject.memoryBytesMax(), one -> Programs.program(tools, subject.bundle(), one));
    }

    /** The same with another command and limit, for a run that visitors never see. */
    InstanceProcess launch(
            Subject subject, InstanceId id, String name, long memoryMax, Function<InstanceIdentity, Program> programOf)
            throws IOException {
        var room = sandbox.openRoom();
        try {
            var around = surroundings.open(subject.key(), id, room.network());
            try {
                return launch(subject, id, name, memoryMax, programOf, room, around);
            } catch (IOException | RuntimeException failed) {
                around.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            room.close();
            throw failed;
        }
    }

    private InstanceProcess launch(
            Subject subject,
            InstanceId id,
            String name,
            long memoryMax,
            Function<InstanceIdentity, Program> programOf,
            Room room,
            InstanceSurroundings.Opened around)
            throws IOException {
        var own = folder.resolve(name);
        try {
            var identity = new InstanceIdentity(
                    id,
                    subject.key(),
                    subject.version().deploymentId(),
                    subject.app(),
                    room.port(),
                    own,
                    around.environment());
            Files.createDirectories(identity.home());
            Files.createDirectories(identity.temporary());
            Files.createDirectories(identity.keepsakes());
            var program = programOf.apply(identity);
            var readable = new ArrayList<>(program.readOnly());
            readable.addAll(tools.folders());
            var launch = new Launch(
                    name,
                    subject.tenant(),
                    program.command(),
                    program.environment(),
                    program.workingFolder(),
                    readable,
                    program.readWrite(),
                    List.of(identity.home(), identity.temporary()),
                    new Launch.Limits(memoryMax, subject.app().instanceClass().cpuMhz(), PROCESSES_MAX),
                    false);
            return watched(subject.key(), id, sandbox.start(launch, room), room, own, around);
        } catch (IOException failed) {
            Folders.delete(own);
            throw failed;
        }
    }

    private InstanceProcess watched(
            VersionKey key, InstanceId id, Running running, Room room, Path own, InstanceSurroundings.Opened around) {
        var output = new LastLines();
        var readers = List.of(
                reader(key, id, running.standardOutput(), false, output),
                reader(key, id, running.standardError(), true, output));
        return new InstanceProcess(id, running, room, own, output, readers, around);
    }

    private Thread reader(VersionKey key, InstanceId id, InputStream from, boolean error, LastLines output) {
        var file = logs.of(key);
        return Thread.ofPlatform()
                .name("output-" + id)
                .daemon()
                .stackSize(256 * 1024)
                .start(new OutputReader(from, lines -> {
                    output.add(lines);
                    file.append(id, error, lines);
                }));
    }

    /**
     * Waits until it is ready. Empty: it is.
     *
     * @param first true for the first instance of a deployment: that it accepts connections is not enough, because a
     *     server may do so before it has loaded the application
     */
    Optional<StartFailure> awaitReady(Subject subject, InstanceProcess process, boolean first) {
        var readiness = new Readiness(
                process.running(), process.port(), process.output(), limits.startMax(), limits.elsewhereMax());
        return readiness.awaitAccept().or(() -> {
            boolean resident = !(subject.app().scaling() instanceof Scaling.Automatic);
            if (resident) {
                process.greeted();
                return readiness.awaitAnswer("/_ah/start", false);
            }
            boolean warmup = subject.app().inboundServices().contains("warmup");
            return first || warmup ? readiness.awaitAnswer("/_ah/warmup", true) : Optional.empty();
        });
    }

    /** Its processes are gone: so is everything else of it, but its log. */
    void clear(InstanceProcess process) {
        process.drainOutput();
        process.surroundings().close();
        process.room().close();
        try {
            Folders.delete(process.folder());
        } catch (IOException leftover) {
            log.atWarn()
                    .addKeyValue("instance", process.id())
                    .setCause(leftover)
                    .log("A folder cannot be removed");
        }
    }
}
