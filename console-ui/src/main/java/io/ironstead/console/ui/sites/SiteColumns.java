package io.ironstead.console.ui.sites;

import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.model.NodeId;
import java.util.List;
import java.util.stream.Collectors;

/** Tables of sites. Curves of requests fit each row: they show shape, the number beside them shows height. */
public final class SiteColumns {
    private static final int NAMES_MAX = 3;

    private SiteColumns() {}

    /** For the overview. */
    public static Rows<SiteNow> busiest(boolean withMachines) {
        var rows = start();
        if (withMachines) {
            rows.one("Machines", "on", "sub", site -> Part.say(machines(site.nodes())));
        }
        return rows;
    }

    /** For the sites' page. */
    static Rows<SiteNow> whole(boolean operator) {
        var rows = start().one("State", "", "sub", SiteColumns::state)
                .one(
                        "Instances",
                        "instances",
                        "num sub",
                        site -> Part.say(Quantity.count(site.instances().size())))
                .one("Memory", "memory", "num sub", site -> Part.say(Quantity.bytes(site.memoryBytes())));
        if (operator) {
            rows.one("Tenant", "tenant", "sub", site -> Part.say(site.tenant().value()))
                    .one("Machines", "on", "sub least", site -> Part.say(machines(site.nodes())));
        }
        return rows;
    }

    private static Rows<SiteNow> start() {
        return new Rows<SiteNow>("Sites", site -> site.name().value())
                .one("Name", "", "key", site -> new Part.Go(site.name().value(), SitesNavigation.address(site.name())))
                .one("Requests, 15 min", "", "desk grow", site -> new Part.Curve(site.requestsSpark(), 0))
                .one(
                        "",
                        "",
                        "num main",
                        site -> Part.say(Quantity.perSecond(site.rate().requestsPerSecond())))
                .one("p95", "p95", "num sub", SiteColumns::p95)
                .one("Errors", "errors", "num sub", SiteColumns::errors)
                .fade(SiteNow::suspended);
    }

    private static Part p95(SiteNow site) {
        return site.rate().recent() == 0
                ? Part.say("–")
                : Part.say(Quantity.millis(site.rate().p95()));
    }

    private static Part errors(SiteNow site) {
        var quantity = Quantity.errors(site.rate().errorShare());
        return new Part.Say(quantity.number(), quantity.unit(), site.rate().recentErrors() > 0 ? "bad strong" : "");
    }

    static Part state(SiteNow site) {
        if (site.suspended()) {
            return new Part.Sign(Icon.PAUSE, "Suspended", "m");
        }
        if (site.empty()) {
            return new Part.Sign(Icon.PENDING, "Empty", "m");
        }
        return site.asleep() ? new Part.Sign(Icon.MOON, "Asleep", "m") : new Part.Sign(Icon.CHECK, "Running", "m");
    }

    private static String machines(List<NodeId> nodes) {
        if (nodes.isEmpty()) {
            return "–";
        }
        var names = nodes.stream().limit(NAMES_MAX).map(NodeId::value).collect(Collectors.joining(", "));
        return nodes.size() > NAMES_MAX ? names + " and " + (nodes.size() - NAMES_MAX) + " more" : names;
    }
}
