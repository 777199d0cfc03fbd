package io.ironstead.bench.cluster.pool;

import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.cluster.placement.Placement;
import io.ironstead.cluster.placement.PlacementPlan;
import io.ironstead.cluster.placement.PlacementRules;
import io.ironstead.cluster.placement.PoolWatch;
import io.ironstead.cluster.placement.VersionWish;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One node: its instances, what it heard of the others and when, and the plan it made from that. */
final class SimulatedNode {
    private static final double CARD_COUNTS = 1.75;
    private static final double AVERAGE_SECONDS = 5;

    final NodeId id;
    final NodeRoom room;
    final Own[] sites;
    final Catalogue catalogue;
    PlacementPlan plan = PlacementPlan.NOTHING;
    private final PoolWatch watch;
    private final Map<NodeId, Heard> heard = new HashMap<>();
    private long cards;

    private record Heard(NodeCard card, double at) {}

    /** What it has of one site. */
    static final class Own {
        int starting;
        int ready;
        int stopping;
        double requests;
        double processors;
        double lastAsked = Double.NEGATIVE_INFINITY;
        double surplusSince = Double.POSITIVE_INFINITY;

        int present() {
            return starting + ready;
        }

        void observe(double requestsNow, double processorsNow, double step) {
            double part = 1 - Math.exp(-step / AVERAGE_SECONDS);
            requests += (requestsNow - requests) * part;
            processors += (processorsNow - processors) * part;
        }
    }

    SimulatedNode(int number, NodeRoom room, int sites, PlacementRules rules, Catalogue catalogue) {
        this.id = new NodeId("node-%02d".formatted(number));
        this.room = room;
        this.catalogue = catalogue;
        this.watch = new PoolWatch(rules);
        this.sites = new Own[sites];
        for (int site = 0; site < sites; site++) {
            this.sites[site] = new Own();
        }
    }

    boolean isUsed() {
        return instances() > 0;
    }

    /** That have memory, in any state. */
    int instances() {
        int instances = 0;
        for (var own : sites) {
            instances += own.present() + own.stopping;
        }
        return instances;
    }

    NodeCard card(List<VersionWish> wishes, double now) {
        var versions = new HashMap<VersionKey, VersionRoom>();
        for (int site = 0; site < sites.length; site++) {
            var own = sites[site];
            int idle = own.lastAsked == Double.NEGATIVE_INFINITY ? Integer.MAX_VALUE : (int) (now - own.lastAsked);
            var load = new VersionRoom.Load((float) own.requests, (float) own.processors, idle);
            var version = new VersionRoom(true, true, own.ready, 0, 0, 0, own.starting, load);
            if (!version.isQuiet()) {
                versions.put(wishes.get(site).version(), version);
            }
        }
        return new NodeCard(id, 1, ++cards, "127.0.0.1", 1, false, List.of(), room, catalogue, versions, DataPart.NONE);
    }

    void hear(NodeCard card, double now) {
        heard.merge(
                card.node(),
                new Heard(card, now),
                (before, next) -> next.card().number() > before.card().number() ? next : before);
    }

    void decide(List<VersionWish> wishes, PlacementRules rules, double now) {
        var alive = new ArrayList<NodeCard>();
        alive.add(card(wishes, now));
        heard.values().stream()
                .filter(one -> now - one.at() < CARD_COUNTS)
                .map(Heard::card)
                .forEach(alive::add);
        plan = Placement.decide(watch.observe(alive, wishes, (long) (now * 1e9)), rules);
    }
}
