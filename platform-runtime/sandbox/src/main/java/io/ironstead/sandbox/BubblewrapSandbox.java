package io.ironstead.sandbox;

import io.ironstead.model.TenantId;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every program in a world of its own: user, processes, network, files, devices, and limits that the kernel holds. What
 * may differ from machine to machine is in {@link Means}; {@link Walls} finds out.
 */
public final class BubblewrapSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(BubblewrapSandbox.class);
    private static final int PORT = 8080;
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long TEMPORARY_BYTES = 32L << 20;

    /**
     * The same text for every program; whatever differs is an argument. The groups come first, so that nothing runs
     * uncounted; when the machine has too little memory, tenants' programs go before the agent.
     */
    private static final String WRAP = """
            f=$1 a=$2 s=$3 n=$4; shift 4
            while [ "$n" -gt 0 ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; n=$((n-1)); done
            umask 022; ulimit -c 0; ulimit -n 8192 2>/dev/null
            echo 500 2>/dev/null > /proc/self/oom_score_adj
            exec "$@" 6<&0 0</dev/null 7<"$a" 8>"$s" 9<"$f"
            """;

    private final Means means;
    private final EgressProxy egress;
    private final EgressRules registries;
    private final LaunchRecords records;
    private final Path launches;
    private final Path filter;
    private final Path etc;
    private final Path empty;
    private final Map<String, BubblewrapProcess> running = new ConcurrentHashMap<>();
    private final StarterThread starter = new StarterThread();
    private final Thread watch;
    private volatile boolean closed;

    /**
     * What this machine has for a wall.
     *
     * @param wall how all of it is called
     * @param groups empty: nothing holds limits, so memory is looked at once a second
     * @param users empty: all programs are the agent's own user outside
     * @param processes true: a program sees {@code /proc}, with its own processes in it
     * @param stage an existing folder over which each program's files are collected, out of its sight and ours
     */
    record Means(
            Wall wall, Optional<ControlGroups> groups, Optional<TenantUsers> users, boolean processes, Path stage) {}

    /**
     * @param folder where it records what it runs; nobody else writes there
     * @param registries where builds may connect to
     */
    BubblewrapSandbox(Path folder, Means means, EgressProxy egress, EgressRules registries) {
        this.means = means;
        this.egress = egress;
        this.registries = registries;
        var own = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            Files.createDirectories(folder);
            records = new LaunchRecords(folder.resolve("processes"));
            launches = folder.resolve("launches");
            if (!Files.exists(launches)) {
                Files.createDirectory(launches, own);
            }
            filter = folder.resolve("filter");
            Files.write(filter, SeccompFilter.forThisMachine().orElseThrow(() -> new IOException("no filter")));
            etc = WorldFiles.write(folder.resolve("etc"));
            empty = etc.resolve("empty");
        } catch (IOException unusable) {
            throw new UncheckedIOException("The folder of the sandbox cannot be used", unusable);
        }
        watch = Thread.ofPlatform().name("sandbox-usage").daemon().start(this::watch);
    }

    @Override
    public Wall wall() {
        return means.wall();
    }

    @Override
    public Room openRoom() throws IOException {
        return new BubblewrapRoom(new NamespaceThread("instance"), PORT);
    }

    @Override
    public Running start(Launch launch, Room room) throws IOException {
        if (!(room instanceof BubblewrapRoom ours)) {
            throw new IllegalArgumentException("A room of another sandbox");
        }
        int user = means.users().isPresent() ? user(launch.tenant()) : -1;
        for (var folder : launch.readWrite()) {
            if (user >= 0) {
                Ownership.give(folder, user);
            }
        }
        var group = means.groups().isPresent()
                ? Optional.of(means.groups().get().make(launch.id(), launch.limits()))
                : Optional.<ControlGroup>empty();
        records.announce(launch.id());
        try {
            return start(launch, ours, user, group);
        } catch (IOException | RuntimeException failed) {
            group.ifPresent(ControlGroup::end);
            forget(launch.id());
            throw failed;
        }
    }

    private int user(TenantId tenant) throws IOException {
        return means.users().orElseThrow().of(tenant);
    }

    private Running start(Launch launch, BubblewrapRoom room, int user, Optional<ControlGroup> group)
            throws IOException {
        var arguments = launches.resolve(launch.id() + ".args");
        var status = launches.resolve(launch.id() + ".status");
        create(status, new byte[0]);
        var wayOut = launch.network()
                ? Optional.of(egress.open(room.network(), registries))
                : Optional.<EgressProxy.Door>empty();
        try {
            var environment = environment(launch, wayOut);
            var process = begin(launch, room, user, group, arguments, status, environment);
            return running(launch, room, process, new BubblewrapProcess.Around(group, wayOut, status));
        } catch (IOException | RuntimeException failed) {
            wayOut.ifPresent(EgressProxy.Door::close);
            throw failed;
        }
    }

    private static Map<String, String> environment(Launch launch, Optional<EgressProxy.Door> wayOut)
            throws IOException {
        var environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8", "HOME", "/tmp"));
        environment.putAll(launch.environment());
        if (wayOut.isPresent()) {
            environment.putAll(wayOut.get().environment());
        }
        return environment;
    }

    /** The process enters the room by itself: made by the room's thread it would bring Java's own threads there. */
    private Process begin(
            Launch launch,
            BubblewrapRoom room,
            int user,
            Optional<ControlGroup> group,
            Path arguments,
            Path status,
            Map<String, String> environment)
            throws IOException {
        var staged = room.thread().call(() -> new Stage(means.stage()).set(launch, List.of(etc)));
        create(arguments, arguments(launch, staged, environment).bytes());
        var program = new ProcessBuilder(words(launch, room.thread(), user, group, arguments, status))
                .directory(Path.of("/").toFile());
        program.environment().clear();
        return starter.start(program);
    }

    private Running running(Launch launch, BubblewrapRoom room, Process process, BubblewrapProcess.Around around) {
        ProcessEntry.of(process.pid()).ifPresent(entry -> record(launch.id(), entry));
        var started = new BubblewrapProcess(launch, process, room.network(), around);
        running.put(launch.id(), started);
        process.onExit().thenRun(() -> Thread.startVirtualThread(() -> ended(started)));
        if (closed) {
            started.kill();
        }
        try (var go = process.getOutputStream()) {
            go.write('\n');
        } catch (IOException diedAlready) {
            log.atDebug().addKeyValue("launch", launch.id()).log("It ended before it began");
        }
        return started;
    }

    private void record(String launch, ProcessEntry entry) {
        try {
            records.started(launch, entry);
        } catch (IOException full) {
            throw new UncheckedIOException("A process record cannot be written", full);
        }
    }

    private static void create(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }

    private List<String> words(
            Launch launch, NamespaceThread room, int user, Optional<ControlGroup> group, Path arguments, Path status) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", WRAP, "sandbox"));
        words.addAll(List.of(filter.toString(), arguments.toString(), status.toString()));
        var places = group.map(ControlGroup::places).orElse(List.of());
        words.add(Integer.toString(places.size()));
        places.forEach(place -> words.add(place.toString()));
        words.addAll(List.of("/usr/bin/nsenter", "--net=" + room.path("net"), "--mount=" + room.path("mnt"), "--"));
        if (user >= 0) {
            var number = Integer.toString(user);
            words.addAll(List.of("/usr/bin/setpriv", "--reuid", number, "--regid", number, "--clear-groups"));
            words.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"));
        }
        // The command's own words are the program's business; env finds it and says 127 or 126 as a shell would.
        words.addAll(List.of("/usr/bin/bwrap", "--args", "7", "--", "/usr/bin/env", "--"));
        words.addAll(launch.command());
        return words;
    }

    private BubblewrapArguments arguments(Launch launch, Stage.Staged staged, Map<String, String> environment)
            throws IOException {
        var shownEtc = staged.of(etc);
        var arguments =
                new BubblewrapArguments().namespaces().environment(environment).machine(shownEtc);
        if (means.processes()) {
            arguments.processes(shownEtc.resolve(empty.getFileName()));
        }
        arguments.devices().scratch(Path.of("/tmp"), TEMPORARY_BYTES);
        for (var each : staged.shown()) {
            arguments.show(each.staged(), each.original(), each.writable());
        }
        long scratch = Math.max(2 * TEMPORARY_BYTES, launch.limits().memoryBytesMax() / 2);
        for (var folder : launch.scratch()) {
            arguments.scratch(folder, scratch);
        }
        return arguments.end(launch.workingFolder());
    }

    private void ended(BubblewrapProcess process) {
        var how = process.clear();
        running.remove(process.launch().id());
        forget(process.launch().id());
        process.complete(how);
    }

    private void forget(String launch) {
        records.ended(launch);
        try {
            Files.deleteIfExists(launches.resolve(launch + ".args"));
            Files.deleteIfExists(launches.resolve(launch + ".status"));
        } catch (IOException leftover) {
            log.atWarn().addKeyValue("launch", launch).setCause(leftover).log("A launch's files cannot be removed");
        }
    }

    @Override
    public int killLeftovers() {
        try {
            int found = 0;
            for (var record : records.all().entrySet()) {
                if (!running.containsKey(record.getKey())) {
                    // With bubblewrap's own process dies everything in its world.
                    record.getValue().ifPresent(entry -> entry.signal(true));
                    found += record.getValue().isPresent() ? 1 : 0;
                    forget(record.getKey());
                }
            }
            if (means.groups().isPresent()) {
                for (var group : means.groups().get().leftovers()) {
                    if (!running.containsKey(group.name())) {
                        group.end();
                    }
                }
            }
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The process records cannot be read", unreadable);
        }
    }

    private void watch() {
        long before = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(LOOK_EVERY);
            long now = System.nanoTime();
            if (now - before >= LOOK_EVERY / 2) {
                for (var process : running.values()) {
                    look(process, now - before);
                }
                before = now;
            }
        }
    }

    private static void look(BubblewrapProcess process, long nanos) {
        try {
            process.look(nanos);
        } catch (RuntimeException failed) {
            // The edge of this thread: one look that fails must not be the last.
            log.atError().setCause(failed).log("Looking at a program failed");
        }
    }

    @Override
    public void close() {
        closed = true;
        running.values().forEach(BubblewrapProcess::kill);
        running.values()
                .forEach(process -> process.exit()
                        .orTimeout(5, TimeUnit.SECONDS)
                        .exceptionally(late -> null)
                        .join());
        starter.close();
        means.groups().ifPresent(ControlGroups::close);
        LockSupport.unpark(watch);
    }
}
