package io.ironstead.sandbox;

import io.ironstead.model.Dialer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A process without walls, the leader of its own session. */
final class PlainProcess implements Running {
    private static final long MIB = 1L << 20;

    private final Launch launch;
    private final Process process;
    private final ProcessEntry entry;
    private final BiConsumer<ProcessEntry, String> killTree;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private volatile Usage usage = Usage.NONE;
    private volatile @Nullable String killedFor;

    /** Touched by the watching thread only. */
    private final TreeMeter meter;

    PlainProcess(Launch launch, Process process, ProcessEntry entry, BiConsumer<ProcessEntry, String> killTree) {
        this.launch = launch;
        this.process = process;
        this.entry = entry;
        this.killTree = killTree;
        meter = new TreeMeter(launch.limits().memoryBytesMax());
    }

    Launch launch() {
        return launch;
    }

    ProcessEntry entry() {
        return entry;
    }

    Optional<String> killedFor() {
        return Optional.ofNullable(killedFor);
    }

    void complete(Exit how) {
        exit.complete(how);
    }

    @Override
    public long pid() {
        return entry.pid();
    }

    @Override
    public Dialer dialer(int port) {
        return Dialer.loopback(port);
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

    @Override
    public void terminate() {
        ProcessTable.now().treeOf(entry).stream()
                .filter(member -> member.session() == entry.pid())
                .forEach(member -> member.signal(false));
    }

    @Override
    public void kill() {
        killTree.accept(entry, launch.id());
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public List<InetSocketAddress> listening() {
        return Listeners.of(ProcessTable.now().treeOf(entry));
    }

    /** Takes the usage from {@code table}, {@code nanos} after the last look, and kills what is over its limit. */
    void look(ProcessTable table, long nanos) {
        usage = meter.look(table, entry, nanos);
        if (meter.isOverMemory() && killedFor == null) {
            killedFor = "out of memory at " + launch.limits().memoryBytesMax() / MIB + " MiB";
            Thread.startVirtualThread(this::kill);
        }
    }
}
