package io.ironstead.instances.sandbox;

import io.ironstead.model.Dialer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A process without walls, the leader of its own session. */
final class PlainProcess implements Running {
    private static final double TICK_NANOS = 10_000_000;
    private static final long MIB = 1L << 20;

    private final Launch launch;
    private final Process process;
    private final ProcessEntry entry;
    private final BiConsumer<ProcessEntry, String> killTree;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private volatile Usage usage = Usage.NONE;
    private volatile @Nullable String killedFor;

    /** Touched by the watching thread only: processor ticks of each process at the last look, by its id. */
    private Map<Long, ProcessEntry> before = Map.of();

    PlainProcess(Launch launch, Process process, ProcessEntry entry, BiConsumer<ProcessEntry, String> killTree) {
        this.launch = launch;
        this.process = process;
        this.entry = entry;
        this.killTree = killTree;
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
        var members = table.treeOf(entry);
        long ticks = 0;
        var now = new HashMap<Long, ProcessEntry>();
        for (var member : members) {
            var known = before.get(member.pid());
            ticks += member.processorTicks() - (known != null && known.is(member) ? known.processorTicks() : 0);
            now.put(member.pid(), member);
        }
        before = now;
        long memory = MemoryReading.resident(members);
        usage = new Usage(memory, ticks * TICK_NANOS / nanos, members.size());
        long limit = launch.limits().memoryBytesMax();
        if (memory > limit && MemoryReading.proportional(members) > limit && killedFor == null) {
            killedFor = "out of memory at " + limit / MIB + " MiB";
            Thread.startVirtualThread(this::kill);
        }
    }
}
