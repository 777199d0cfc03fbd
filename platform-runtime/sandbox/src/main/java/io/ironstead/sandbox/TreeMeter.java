package io.ironstead.sandbox;

import io.ironstead.sandbox.Running.Usage;
import java.util.HashMap;
import java.util.Map;

/** Measures a program by looking at its processes one by one, where no control group counts them. For one thread. */
final class TreeMeter {
    private static final double TICK_NANOS = 10_000_000;

    private final long memoryMax;
    private boolean overMemory;

    /** The processes at the last look, by their id. */
    private Map<Long, ProcessEntry> before = Map.of();

    TreeMeter(long memoryMax) {
        this.memoryMax = memoryMax;
    }

    /** @param nanos since the last look */
    Usage look(ProcessTable table, ProcessEntry root, long nanos) {
        var members = table.treeOf(root);
        long ticks = 0;
        var now = new HashMap<Long, ProcessEntry>();
        for (var member : members) {
            var known = before.get(member.pid());
            ticks += member.processorTicks() - (known != null && known.is(member) ? known.processorTicks() : 0);
            now.put(member.pid(), member);
        }
        before = now;
        long memory = MemoryReading.resident(members);
        overMemory = memory > memoryMax && MemoryReading.proportional(members) > memoryMax;
        return new Usage(memory, ticks * TICK_NANOS / nanos, members.size());
    }

    /** At the last look. */
    boolean isOverMemory() {
        return overMemory;
    }
}
