package io.ironstead.bench.cluster.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/*
 * Bin packing in two dimensions, memory and processors, with one more rule: a site with two or more instances is on two
 * machines at least. Each slot of the trace by itself: whoever may look ahead, start in no time and move for nothing can
 * do no better.
 *
 * A lower bound (sums divided by what one machine holds) is compared with what best fit finds, largest first. Where both
 * agree, that is exact. Where they do not, branch and bound looks for a packing into one machine less, again and again;
 * after so many steps it gives up, and the lower bound is taken: the optimum is never told larger than it is.
 */
/** The fewest machines that can carry a load, computed offline. */
public final class Optimum {
    private static final int STEPS_MAX = 20_000;

    private final double processors;
    private final long memoryBytes;
    private int steps;

    /** @param processors of one machine that may be filled */
    public Optimum(double processors, long memoryBytes) {
        this.processors = processors;
        this.memoryBytes = memoryBytes;
    }

    /** @param proven false: the least that is possible at all, found without a packing */
    public record Answer(int machines, boolean proven) {}

    /** @param mustNotFind instances of its site on the machine that it is put on; -1: any number will do */
    private record Item(int site, double processors, long memoryBytes, int mustNotFind) {}

    private static final class Machine {
        double processors;
        long memoryBytes;
        final int[] bySite;

        Machine(int sites) {
            bySite = new int[sites];
        }
    }

    /** @param load busy processors by site; each instance carries as much as the others of its site */
    public Answer of(double[] load, long memoryOfInstance) {
        var items = new ArrayList<Item>();
        double sum = 0;
        boolean two = false;
        for (int site = 0; site < load.length; site++) {
            int count = load[site] > 0 ? Math.max(1, Trace.instances(load[site])) : 0;
            sum += load[site];
            two |= count > 1;
            for (int i = 0; i < count; i++) {
                // The last one of several goes to another machine than all the others.
                int all = count > 1 && i == count - 1 ? i : -1;
                items.add(new Item(site, load[site] / count, memoryOfInstance, all));
            }
        }
        items.sort(Comparator.comparingDouble(Item::processors).reversed().thenComparingInt(Item::site));
        int bound = Math.max((int) Math.ceil(sum / processors - 1e-9), (int)
                Math.ceilDiv(items.size() * memoryOfInstance, memoryBytes));
        bound = Math.max(bound, two ? 2 : items.isEmpty() ? 0 : 1);
        for (int machines = bound; ; machines++) {
            steps = 0;
            boolean fits = fits(items, 0, empty(machines, load.length));
            if (fits) {
                return new Answer(machines, true);
            }
            if (steps >= STEPS_MAX) {
                return new Answer(bound, false);
            }
        }
    }

    private static List<Machine> empty(int machines, int sites) {
        var made = new ArrayList<Machine>();
        for (int i = 0; i < machines; i++) {
            made.add(new Machine(sites));
        }
        return made;
    }

    /** Depth first, the fullest machine that has room first; of machines with the same contents only one is tried. */
    private boolean fits(List<Item> items, int next, List<Machine> machines) {
        if (next == items.size()) {
            return true;
        }
        if (steps++ >= STEPS_MAX) {
            return false;
        }
        var item = items.get(next);
        var order = machines.stream()
                .filter(machine -> machine.bySite[item.site()] != item.mustNotFind()
                        && machine.processors + item.processors() <= processors + 1e-9
                        && machine.memoryBytes + item.memoryBytes() <= memoryBytes)
                .sorted(Comparator.comparingDouble((Machine machine) -> machine.processors)
                        .reversed())
                .toList();
        Machine before = null;
        for (var machine : order) {
            if (before != null
                    && before.processors == machine.processors
                    && Arrays.equals(before.bySite, machine.bySite)) {
                continue;
            }
            before = machine;
            put(machine, item, 1);
            if (fits(items, next + 1, machines)) {
                return true;
            }
            put(machine, item, -1);
        }
        return false;
    }

    private static void put(Machine machine, Item item, int sign) {
        machine.processors += sign * item.processors();
        machine.memoryBytes += sign * item.memoryBytes();
        machine.bySite[item.site()] += sign;
    }
}
