package io.ironstead.sandbox;

import io.ironstead.sandbox.Running.Exit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * No wall at all: programs run as this process's user and see everything it sees, so only trusted code may run here.
 * Still, each has its own session and dies with this process, its memory limit is held by looking once a second, and
 * whatever it started is found by session, parentage or a mark in the environment, and killed with it.
 */
public final class PlainSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(PlainSandbox.class);
    private static final String MARK = "IRONSTEAD_LAUNCH";
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final int KILL_PASSES = 200;
    private static final long BETWEEN_PASSES = TimeUnit.MILLISECONDS.toNanos(5);

    private final Wall wall;
    private final LaunchRecords records;
    private final StarterThread starter = new StarterThread();
    private final FreePorts ports = new FreePorts();
    private final Map<String, PlainProcess> running = new ConcurrentHashMap<>();
    private final List<String> prefix = prefix();
    private final Thread watch;
    private volatile boolean closed;

    /** @param folder where it records what it runs; nobody else writes there */
    public PlainSandbox(Path folder) {
        this(folder, "This was asked for");
    }

    /** @param why there is no wall, in a sentence */
    public PlainSandbox(Path folder, String why) {
        wall = new Wall("3", "none", why);
        records = new LaunchRecords(folder);
        watch = Thread.ofPlatform().name("instances-usage").daemon().start(this::watch);
    }

    private static List<String> prefix() {
        var words = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            words.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL"));
        }
        words.add("/usr/bin/setsid");
        return List.copyOf(words);
    }

    @Override
    public Wall wall() {
        return wall;
    }

    @Override
    public Room openRoom() throws IOException {
        int port = ports.take();
        return new Room() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public Executor network() {
                return Runnable::run;
            }

            @Override
            public void close() {
                ports.release(port);
            }
        };
    }

    @Override
    public Running start(Launch launch, Room room) throws IOException {
        var words = new ArrayList<>(prefix);
        words.addAll(launch.command());
        var program = new ProcessBuilder(words)
                .directory(launch.workingFolder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        program.environment().clear();
        program.environment().putAll(launch.environment());
        program.environment().put(MARK, launch.id());

        records.announce(launch.id());
        try {
            var process = starter.start(program);
            var entry = ProcessEntry.of(process.pid()).orElseGet(() -> ProcessEntry.gone(process.pid()));
            records.started(launch.id(), entry);
            var started = new PlainProcess(launch, process, entry, this::killTree);
            running.put(launch.id(), started);
            process.onExit().thenAccept(ended -> Thread.startVirtualThread(() -> ended(started, ended.exitValue())));
            if (closed) {
                started.kill();
            }
            return started;
        } catch (IOException failed) {
            records.ended(launch.id());
            throw failed;
        }
    }

    private void ended(PlainProcess process, int code) {
        killTree(process.entry(), process.launch().id());
        running.remove(process.launch().id());
        records.ended(process.launch().id());
        process.complete(new Exit(code, process.killedFor()));
    }

    /** Kills until nothing is left: what is killed may have forked just before. */
    private void killTree(ProcessEntry root, String launch) {
        if (kill(root, Set.of(MARK + "=" + launch)) > 0) {
            log.atWarn().addKeyValue("launch", launch).log("Processes outlive SIGKILL");
        }
    }

    private static int kill(ProcessEntry root, Set<String> marks) {
        int left = 0;
        for (int pass = 0; pass < KILL_PASSES; pass++) {
            var table = ProcessTable.now();
            var doomed = new HashSet<>(table.treeOf(root));
            doomed.addAll(table.markedWith(marks));
            if (doomed.isEmpty()) {
                return 0;
            }
            left = doomed.size();
            doomed.forEach(entry -> entry.signal(true));
            LockSupport.parkNanos(BETWEEN_PASSES);
        }
        return left;
    }

    @Override
    public int killLeftovers() {
        try {
            int found = 0;
            for (var record : records.all().entrySet()) {
                if (running.containsKey(record.getKey())) {
                    continue;
                }
                var mark = Set.of(MARK + "=" + record.getKey());
                // Without a process of its own a record still has its mark, on whatever outlived that process.
                var root = record.getValue()
                        .or(() -> ProcessTable.now().markedWith(mark).stream().findFirst());
                if (root.isPresent()) {
                    found++;
                    kill(root.get(), mark);
                }
                records.ended(record.getKey());
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
            if (!running.isEmpty() && now - before >= LOOK_EVERY / 2) {
                look(now - before);
            }
            before = now;
        }
    }

    private void look(long nanos) {
        try {
            var table = ProcessTable.now();
            running.values().forEach(process -> process.look(table, nanos));
        } catch (RuntimeException failed) {
            // The edge of this thread: one look that fails must not be the last.
            log.atError().setCause(failed).log("Looking at the processes failed");
        }
    }

    @Override
    public void close() {
        closed = true;
        running.values().forEach(PlainProcess::kill);
        running.values()
                .forEach(process -> process.exit()
                        .orTimeout(5, TimeUnit.SECONDS)
                        .exceptionally(late -> null)
                        .join());
        starter.close();
        LockSupport.unpark(watch);
    }
}
