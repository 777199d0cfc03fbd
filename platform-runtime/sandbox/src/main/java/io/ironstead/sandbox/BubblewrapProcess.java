package io.ironstead.sandbox;

import io.ironstead.model.Dialer;
import io.ironstead.sandbox.egress.EgressProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program inside bubblewrap. The process we start is bubblewrap's own; its child is process 1 of the program's world,
 * and the program that one's child.
 */
final class BubblewrapProcess implements Running {
    private static final long MIB = 1L << 20;
    private static final Pattern CHILD = Pattern.compile("\"child-pid\": *(\\d{1,10})");

    private final Launch launch;
    private final Process process;
    private final Executor network;
    private final Optional<ControlGroup> group;
    private final Around around;
    private final TreeMeter meter;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private volatile Usage usage = Usage.NONE;
    private volatile @Nullable String killedFor;

    /** Touched by the watching thread only. */
    private long processorNanos;

    /**
     * What was made for it.
     *
     * @param group empty: nothing holds its limits
     * @param wayOut empty: it may connect to nothing outside, or its own surroundings hold the way out
     * @param status the file into which bubblewrap writes what it made
     */
    record Around(Optional<ControlGroup> group, Optional<EgressProxy.Door> wayOut, Path status) {}

    BubblewrapProcess(Launch launch, Process process, Executor network, Around around) {
        this.launch = launch;
        this.process = process;
        this.network = network;
        this.group = around.group();
        this.around = around;
        meter = new TreeMeter(launch.limits().memoryBytesMax());
    }

    Launch launch() {
        return launch;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Dialer dialer(int port) {
        return new Dialer(new InetSocketAddress("127.0.0.1", port), network);
    }

    @Override
    public InputStream standardOutput() {
        return process.getInputStream();
    }

    @Override
    public InputStream standardError() {
        return process.getErrorStream();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit.copy();
    }

    /** Process 1 inside; empty before it exists and after the end. */
    private Optional<ProcessHandle> first() {
        if (!process.isAlive()) {
            return Optional.empty();
        }
        try {
            var found = CHILD.matcher(Files.readString(around.status(), StandardCharsets.US_ASCII));
            return found.find()
                    ? ProcessHandle.of(Long.parseLong(found.group(1))).filter(this::isOurs)
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The number may have gone to another process since: only our own child is meant. */
    private boolean isOurs(ProcessHandle child) {
        return child.parent().filter(parent -> parent.pid() == process.pid()).isPresent();
    }

    /** Told to bubblewrap itself it would kill the program at once. */
    @Override
    public void terminate() {
        first().ifPresent(first -> first.descendants().forEach(ProcessHandle::destroy));
    }

    @Override
    public void kill() {
        // Through the handle: the process itself would also close what it wrote before somebody has read it.
        process.toHandle().destroyForcibly();
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public List<InetSocketAddress> listening() {
        return first().flatMap(first -> ProcessEntry.of(first.pid()))
                .map(entry -> Listeners.of(ProcessTable.now().treeOf(entry)))
                .orElse(List.of());
    }

    /** Takes the usage {@code nanos} after the last look, and ends what lost a process for want of memory. */
    void look(long nanos) {
        if (group.isPresent()) {
            var counted = group.get();
            long processor = counted.processorNanos();
            usage = new Usage(
                    counted.memoryBytes(),
                    Math.max(0, processor - processorNanos) / (double) nanos,
                    counted.processes());
            processorNanos = processor;
            if (counted.killedForMemory() > 0) {
                outOfMemory();
            }
        } else {
            first().flatMap(first -> ProcessEntry.of(first.pid())).ifPresent(root -> {
                usage = meter.look(ProcessTable.now(), root, nanos);
                if (meter.isOverMemory()) {
                    outOfMemory();
                }
            });
        }
    }

    private void outOfMemory() {
        killFor("out of memory at " + launch.limits().memoryBytesMax() / MIB + " MiB");
    }

    void killFor(String reason) {
        if (killedFor == null) {
            killedFor = reason;
        }
        kill();
    }

    /** The first process has ended: takes away the rest, and says how it was. */
    Exit clear() {
        around.wayOut().ifPresent(EgressProxy.Door::close);
        group.ifPresent(counted -> {
            if (counted.killedForMemory() > 0 && killedFor == null) {
                killedFor = "out of memory at " + launch.limits().memoryBytesMax() / MIB + " MiB";
            }
            counted.end();
        });
        return new Exit(process.exitValue(), Optional.ofNullable(killedFor));
    }

    void complete(Exit how) {
        exit.complete(how);
    }
}
