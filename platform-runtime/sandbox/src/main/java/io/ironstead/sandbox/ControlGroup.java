package io.ironstead.sandbox;

import io.ironstead.sandbox.ControlGroups.Controller;
import io.ironstead.sandbox.Launch.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control groups of one program: whatever it starts is in them and cannot leave. */
final class ControlGroup {
    private static final Logger log = LoggerFactory.getLogger(ControlGroup.class);
    private static final int PASSES = 400;
    private static final long BETWEEN_PASSES = TimeUnit.MILLISECONDS.toNanos(5);

    /** App Engine's F1 is 600 MHz; a group of the kernel's default weight is 1,024 (v1) or 100 (v2). */
    private static final int USUAL_MHZ = 600;

    /** The agent and its broker weigh more than any tenant: their groups have the default. */
    private static final int USUAL_SHARES = 256;

    private final String name;
    private final boolean unified;
    private final Map<Controller, Path> folders;
    private final Optional<Path> accounting;
    private final List<Path> places;

    ControlGroup(
            String name, boolean unified, Map<Controller, Path> folders, Optional<Path> accounting, List<Path> places) {
        this.name = name;
        this.unified = unified;
        this.folders = folders;
        this.accounting = accounting;
        this.places = places;
    }

    String name() {
        return name;
    }

    /** Every folder a process has to be written into. */
    List<Path> places() {
        return List.copyOf(places);
    }

    private Path file(Controller controller, String file) {
        return folders.get(controller).resolve(name).resolve(file);
    }

    void limit(Limits limits, long period) throws IOException {
        int shares = Math.clamp((long) USUAL_SHARES * limits.cpuWeight() / USUAL_MHZ, 2, 10_000);
        var memory = Long.toString(limits.memoryBytesMax());
        long quota = period * limits.cpuPercentMax() / 100;
        Files.writeString(file(Controller.PIDS, "pids.max"), Integer.toString(limits.processesMax()));
        if (unified) {
            Files.writeString(file(Controller.MEMORY, "memory.max"), memory);
            ifOffered(file(Controller.MEMORY, "memory.swap.max"), "0");
            ifOffered(file(Controller.MEMORY, "memory.oom.group"), "1");
            Files.writeString(file(Controller.CPU, "cpu.weight"), Integer.toString(Math.max(1, shares / 10)));
            Files.writeString(file(Controller.CPU, "cpu.max"), quota + " " + period);
        } else {
            Files.writeString(file(Controller.MEMORY, "memory.limit_in_bytes"), memory);
            // Only where swap is counted, and only after the limit that it includes.
            ifOffered(file(Controller.MEMORY, "memory.memsw.limit_in_bytes"), memory);
            Files.writeString(file(Controller.CPU, "cpu.shares"), Integer.toString(shares));
            if (Files.exists(file(Controller.CPU, "cpu.cfs_quota_us"))) {
                Files.writeString(file(Controller.CPU, "cpu.cfs_period_us"), Long.toString(period));
                Files.writeString(file(Controller.CPU, "cpu.cfs_quota_us"), Long.toString(quota));
            }
        }
    }

    private static void ifOffered(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }

    /** Times the kernel killed one of its processes for want of memory. A killed child leaves no other trace. */
    long killedForMemory() {
        return number(file(Controller.MEMORY, unified ? "memory.events" : "memory.oom_control"), "oom_kill");
    }

    /** Bytes that are its own: files it only reads do not count. */
    long memoryBytes() {
        var file = file(Controller.MEMORY, "memory.stat");
        return unified ? number(file, "anon") + number(file, "shmem") : number(file, "rss") + number(file, "shmem");
    }

    int processes() {
        return (int) number(file(Controller.PIDS, "pids.current"), "");
    }

    long processorNanos() {
        if (unified) {
            return 1000 * number(file(Controller.CPU, "cpu.stat"), "usage_usec");
        }
        return accounting
                .map(folder -> number(folder.resolve(name).resolve("cpuacct.usage"), ""))
                .orElse(0L);
    }

    /** The number behind {@code key}, or the only number of the file; 0 when it is gone. */
    private static long number(Path file, String key) {
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                var words = line.split(" ");
                if (key.isEmpty()) {
                    return Long.parseLong(words[0]);
                }
                if (words[0].equals(key)) {
                    return Long.parseLong(words[1]);
                }
            }
        } catch (IOException gone) {
            return 0;
        }
        return 0;
    }

    /** As the machine counts. */
    Set<Long> members() {
        var found = new HashSet<Long>();
        for (var place : places) {
            try {
                Files.readAllLines(place.resolve("cgroup.procs")).forEach(line -> found.add(Long.parseLong(line)));
            } catch (IOException gone) {
                continue;
            }
        }
        return found;
    }

    /** Kills what is in it until nothing is, and removes it. False: something outlives SIGKILL. */
    boolean end() {
        for (int pass = 0; pass < PASSES; pass++) {
            var left = members();
            if (left.isEmpty()) {
                return remove();
            }
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            LockSupport.parkNanos(BETWEEN_PASSES);
        }
        return false;
    }

    /** Only empty groups can be removed. */
    boolean remove() {
        boolean gone = true;
        for (var place : places) {
            gone &= remove(place);
        }
        return gone;
    }

    private static boolean remove(Path place) {
        for (int pass = 0; pass < PASSES; pass++) {
            try {
                // Files.delete does rmdir, which the kernel takes although there are files in it.
                Files.deleteIfExists(place);
                return true;
            } catch (NoSuchFileException gone) {
                return true;
            } catch (DirectoryNotEmptyException impossible) {
                throw new IllegalStateException("Not a control group: " + place, impossible);
            } catch (FileSystemException busyUntilItsDeadAreBuried) {
                LockSupport.parkNanos(BETWEEN_PASSES);
            } catch (IOException failed) {
                break;
            }
        }
        log.atWarn().addKeyValue("group", place).log("A control group cannot be removed");
        return false;
    }
}
