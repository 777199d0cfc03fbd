package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.Route;
import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.Placed;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.InstanceColumns;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.model.control.InstanceReport;
import jakarta.annotation.security.PermitAll;
import java.util.Comparator;
import java.util.Optional;

/** What runs of this site right now. */
@Route("sites/:site/instances")
@PermitAll
class InstancesView extends SitePage {
    private final LogService logs;
    private final Rows<Placed> rows;
    private final Div none = new Div();

    InstancesView(SiteDesk desk, LogService logs) {
        super(desk, Tab.INSTANCES);
        this.logs = logs;
        rows = InstanceColumns.ofSite(caller().isOperator(), this::now, this::log, this::restart);
        none.add(empty(
                "Asleep",
                "No instance runs. The next request wakes one; the visitor waits for it and notices little."));
    }

    @Override
    void build(Site opened) {
        var list = section("Instances");
        list.add(rows, none);
        put(list);
    }

    @Override
    void show(FleetSnapshot picture, Optional<SiteNow> now) {
        var running = now.stream()
                .flatMap(site -> site.instances().stream())
                .sorted(Comparator.comparing(
                                (Placed one) -> one.instance().version().toString())
                        .thenComparing(one -> one.instance().id()))
                .toList();
        rows.show(running);
        rows.setVisible(!running.isEmpty());
        none.setVisible(running.isEmpty());
    }

    private String log(InstanceReport instance) {
        return SitesNavigation.log(site().name(), instance.id());
    }

    private void restart(InstanceReport instance) {
        logs.retire(caller(), site().name(), instance.id());
        Toast.say("It finishes what it works on and ends; another takes its place where one is needed.");
    }
}
