package io.ironstead.cli.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops what {@code up} has started: the node first, which lets requests finish, then the console. */
public class Shutdown {
    private static final Duration AGENT_GRACE = Duration.ofSeconds(20);
    private static final Duration CONSOLE_GRACE = Duration.ofSeconds(15);
    private static final Duration SUPERVISOR_GRACE = Duration.ofSeconds(45);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private final DataFolder data;

    public Shutdown(DataFolder data) {
        this.data = data;
    }

    /** Stops everything but the supervisor. */
    public void stopAll(PrintWriter notes) {
        var started = data.started();
        started.liveFirstStart().ifPresent(id -> stop("first start", id, Duration.ofSeconds(5), notes));
        started.liveAgent().ifPresent(id -> stop("agent", id, AGENT_GRACE, notes));
        started.liveConsole().ifPresent(id -> stop("console", id, CONSOLE_GRACE, notes));
        data.write(Started.NOTHING);
    }

    /** Asks the {@code up} in the foreground to stop, which stops the others. */
    public void stopSupervisor(PrintWriter notes) {
        data.started().liveSupervisor().ifPresent(id -> stop("up", id, SUPERVISOR_GRACE, notes));
    }

    private static void stop(String name, ProcessId id, Duration grace, PrintWriter notes) {
        var handle = ProcessHandle.of(id.pid());
        if (handle.isEmpty() || !id.isAlive()) {
            return;
        }
        // An agent that must be killed cannot take its instances with it any more; we can.
        var family = family(handle.get());
        handle.get().destroy();
        if (!await(handle.get(), grace)) {
            notes.println("The " + name + " did not stop within " + grace.toSeconds() + " s; killing it.");
            notes.flush();
            handle.get().destroyForcibly();
            await(handle.get(), KILL_LIMIT);
        }
        family.forEach(Shutdown::killIfLeft);
    }

    private static List<ProcessId> family(ProcessHandle parent) {
        var family = new ArrayList<ProcessId>();
        parent.descendants()
                .map(child -> ProcessId.of(child.pid()))
                .flatMap(Optional::stream)
                .forEach(family::add);
        return family;
    }

    private static void killIfLeft(ProcessId id) {
        if (id.isAlive()) {
            ProcessHandle.of(id.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean await(ProcessHandle handle, Duration limit) {
        CompletableFuture<ProcessHandle> end = handle.onExit();
        try {
            end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException unwatchable) {
            return !handle.isAlive();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
