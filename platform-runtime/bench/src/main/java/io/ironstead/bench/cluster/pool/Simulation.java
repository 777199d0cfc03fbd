package io.ironstead.bench.cluster.pool;

import io.ironstead.bench.cluster.pool.SimulatedNode.Own;
import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.cluster.placement.PlacementRules;
import io.ironstead.cluster.placement.VersionWish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Collectors;

/*
 * Events with a clock of their own. Each node tells of itself every 0.5 s and decides every second, at moments of its
 * own; a card takes up to 30 ms, and one in a hundred is lost. So no two nodes know quite the same, as in life.
 *
 * Requests are a fluid: every tenth of a second each site's load is spread evenly over its ready instances. An instance
 * uses one processor at most, and those of a node no more than it has, by their weights; what is not done stays, as
 * waiting requests, and is done later. A site without instances is woken at the node that a visitor happens to come to,
 * if that node's own plan lets it.
 */
/** A pool of nodes under a {@link Trace}, by the product's own decisions. The same seed gives the same run. */
public final class Simulation {
    private static final double STEP = 0.1;
    private static final double CARD_EVERY = 0.5;
    private static final double DECIDE_EVERY = 1;
    private static final double LEAVING_GOES_AFTER = 10;
    private static final double SURPLUS_GOES_AFTER = 60;
    private static final double STOP_TAKES = 0.5;
    private static final double LOST = 0.01;
    private static final double PROCESSORS_MAX = 1;

    private final Trace trace;
    private final PlacementRules rules;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private final Random dice;
    private final double[] backlog;
    private final long memoryOfInstance;
    private double now;
    private long eventNumber;
    private double machineSeconds;
    private double workSeconds;
    private double lateSeconds;
    private double offered;
    private int machinesMost;
    private int starts;
    private int refused;

    private record Event(double at, long number, Runnable what) {}

    /**
     * What came of it.
     *
     * @param machines that had an instance, on average
     * @param use of the processors of those machines, 0 to 1
     * @param late seconds that work waited for a processor, on average
     * @param refused starts for which the node had no memory left at that moment
     */
    public record Result(double machines, int machinesMost, double use, double late, int starts, int refused) {}

    public Simulation(Trace trace, int nodes, NodeRoom room, PlacementRules rules, long seed) {
        this.trace = trace;
        this.rules = rules;
        this.dice = new Random(seed);
        this.backlog = new double[trace.sites().size()];
        this.memoryOfInstance = trace.sites().getFirst().memoryBytes();
        var catalogue =
                Catalogue.of(trace.sites().stream().map(VersionWish::version).collect(Collectors.toSet()));
        for (int number = 0; number < nodes; number++) {
            var node = new SimulatedNode(number, room, trace.sites().size(), rules, catalogue);
            this.nodes.add(node);
            at(dice.nextDouble() * CARD_EVERY, () -> tell(node));
            at(1 + dice.nextDouble() * DECIDE_EVERY, () -> decide(node));
        }
        at(0, this::flow);
    }

    private void at(double when, Runnable what) {
        events.add(new Event(when, eventNumber++, what));
    }

    /** @param warmUp seconds at the beginning that do not count: the pool starts empty */
    public Result run(double warmUp) {
        boolean counting = false;
        while (true) {
            var next = events.remove();
            if (next.at() >= trace.seconds()) {
                break;
            }
            if (!counting && next.at() >= warmUp) {
                counting = true;
                machineSeconds = 0;
                workSeconds = 0;
                lateSeconds = 0;
                offered = 0;
                machinesMost = 0;
                starts = 0;
                refused = 0;
            }
            now = next.at();
            next.what().run();
        }
        double seconds = trace.seconds() - warmUp;
        int processors = nodes.getFirst().room.processors();
        return new Result(
                machineSeconds / seconds,
                machinesMost,
                workSeconds / (machineSeconds * processors),
                lateSeconds / offered,
                starts,
                refused);
    }

    private void tell(SimulatedNode node) {
        var card = node.card(trace.sites(), now);
        for (var other : nodes) {
            if (other != node && dice.nextDouble() >= LOST) {
                at(now + 0.03 * dice.nextDouble(), () -> other.hear(card, now));
            }
        }
        at(now + CARD_EVERY, () -> tell(node));
    }

    private void decide(SimulatedNode node) {
        node.decide(trace.sites(), rules, now);
        for (int site = 0; site < node.sites.length; site++) {
            var own = node.sites[site];
            int wanted =
                    node.plan.of(node.id, trace.sites().get(site).version()).wanted();
            while (own.present() < wanted && start(node, own)) {
                // Until there are enough, or no memory for another one.
            }
            own.surplusSince = own.present() <= wanted ? Double.POSITIVE_INFINITY : Math.min(own.surplusSince, now);
            double grace = wanted == 0 ? LEAVING_GOES_AFTER : SURPLUS_GOES_AFTER;
            if (now - own.surplusSince >= grace && own.ready > 0) {
                own.ready--;
                own.stopping++;
                own.surplusSince = Double.POSITIVE_INFINITY;
                at(now + STOP_TAKES, () -> own.stopping--);
            }
        }
        at(now + DECIDE_EVERY, () -> decide(node));
    }

    /** False: there is no memory for it, as the node's own budget would say. */
    private boolean start(SimulatedNode node, Own own) {
        if ((node.instances() + 1) * memoryOfInstance > node.room.memoryBytes()) {
            refused++;
            return false;
        }
        own.starting++;
        starts++;
        at(now + 1.5 + 2 * dice.nextDouble(), () -> {
            own.starting--;
            own.ready++;
        });
        return true;
    }

    private void flow() {
        int sites = trace.sites().size();
        var wants = new double[sites];
        var ready = new int[sites];
        for (int site = 0; site < sites; site++) {
            double comes = trace.at(site, now);
            offered += comes * STEP;
            backlog[site] += comes * STEP;
            wants[site] = backlog[site] / STEP;
            for (var node : nodes) {
                ready[site] += node.sites[site].ready;
            }
            if (comes > 0 && ready[site] == 0) {
                wake(site);
            }
        }
        int used = 0;
        for (var node : nodes) {
            used += node.isUsed() ? 1 : 0;
            work(node, wants, ready);
        }
        for (double left : backlog) {
            lateSeconds += left * STEP;
        }
        machineSeconds += used * STEP;
        machinesMost = Math.max(machinesMost, used);
        at(now + STEP, this::flow);
    }

    private void wake(int site) {
        var key = trace.sites().get(site).version();
        for (var node : nodes) {
            if (node.sites[site].starting > 0) {
                return;
            }
        }
        var entry = nodes.get(dice.nextInt(nodes.size()));
        if (entry.plan.mayRun(entry.id, key)) {
            start(entry, entry.sites[site]);
        }
    }

    /** Gives the node's processors to its instances, to all the same part of what they want when there are too few. */
    private void work(SimulatedNode node, double[] wants, int[] ready) {
        double sum = 0;
        for (int site = 0; site < wants.length; site++) {
            sum += wantsHere(node, site, wants, ready);
        }
        double part = Math.min(1, node.room.processors() / Math.max(sum, 1e-9));
        for (int site = 0; site < wants.length; site++) {
            var own = node.sites[site];
            double processors = part * wantsHere(node, site, wants, ready);
            backlog[site] = Math.max(0, backlog[site] - processors * STEP);
            workSeconds += processors * STEP;
            double waiting = own.ready == 0
                    ? 0
                    : Math.min(100.0 * own.ready, backlog[site] * 20 * own.ready / Math.max(1, ready[site]));
            double requests = processors * Trace.REQUESTS_PER_PROCESSOR + waiting;
            own.observe(requests, processors, STEP);
            if (processors > 0) {
                own.lastAsked = now;
            }
        }
    }

    private static double wantsHere(SimulatedNode node, int site, double[] wants, int[] ready) {
        int here = node.sites[site].ready;
        return here == 0 ? 0 : Math.min(PROCESSORS_MAX * here, wants[site] * here / ready[site]);
    }
}
