package io.ironstead.console.ui.overview;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.security.Caller;
import io.ironstead.console.ui.kit.Events;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.LoadSection;
import io.ironstead.console.ui.kit.NoteBand;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.TrafficMarks;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.machines.MachineColumns;
import io.ironstead.console.ui.machines.MachinesNavigation;
import io.ironstead.console.ui.sites.SiteColumns;
import io.ironstead.console.ui.sites.SitesNavigation;
import jakarta.annotation.security.PermitAll;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Is everything serving, and where is the load? */
@Route("")
@Menu(order = 10, title = "Overview", icon = "overview")
@PermitAll
class OverviewView extends Page {
    private static final int BUSIEST = 6;
    private static final int EVENTS = 8;
    private static final int MARK_EVENTS = 100;
    private static final int EVENTS_EVERY_SECONDS = 5;

    private final Caller caller;
    private final EventFeed feed;
    private final NoteBand note = new NoteBand();
    private final FleetFigures figures;
    private final LoadSection load;
    private final Rows<MachineNow> machines = MachineColumns.brief();
    private final Rows<SiteNow> sites;
    private final Link allMachines = Link.to(MachinesNavigation.LIST, "All");
    private final Link allSites = Link.to(SitesNavigation.LIST, "All");
    private final Events events = new Events(SitesNavigation::address, MachinesNavigation::address);
    private final Div parts = new Div();
    private final Div beginning;
    private long second;

    OverviewView(Visitor visitor, LiveFleet fleet, LoadHistory history, EventFeed feed) {
        this.feed = feed;
        caller = visitor.caller();
        figures = new FleetFigures(caller.isOperator());
        load = LoadSection.ofEverything(
                caller,
                history,
                () -> TrafficMarks.of(feed.newest(caller, Optional.empty(), Optional.empty(), MARK_EVENTS), true));
        sites = SiteColumns.busiest(caller.isOperator());
        beginning = beginning();
        var sitesPart = section("Busiest sites", allSites);
        sitesPart.add(sites);
        var changed = section("What changed");
        if (caller.isOperator()) {
            changed.getChildren()
                    .findFirst()
                    .ifPresent(header -> header.getElement()
                            .appendChild(Link.to("audit", "Audit").getElement()));
        }
        changed.add(events);
        parts.add(figures, load, caller.isOperator() ? halves(machinesPart(), sitesPart) : sitesPart, changed);
        add(note, beginning, parts);
        show(fleet.now(caller));
        Live.follow(this, news -> fleet.subscribe(caller, news)::close, this::show);
    }

    private Section machinesPart() {
        var part = section("Machines", allMachines);
        part.add(machines);
        return part;
    }

    private Div beginning() {
        var first = section("");
        first.add(
                caller.isOperator()
                        ? empty(
                                "Add the first machine",
                                "A machine takes visitors' requests and runs sites. Paste one command on a server and it is here.",
                                Link.to(MachinesNavigation.LIST + "?add", "Add a machine")
                                        .asButton(Icon.PLUS, "do"))
                        : empty(
                                "Create your first site",
                                "A site gets an address at once; then drop an archive of your application on it.",
                                Link.to(SitesNavigation.LIST, "Create a site").asButton(Icon.PLUS, "do")));
        return new Div(first);
    }

    private void show(FleetSnapshot now) {
        boolean nothing =
                caller.isOperator() ? now.machines().isEmpty() : now.sites().isEmpty();
        beginning.setVisible(nothing);
        parts.setVisible(!nothing);
        if (nothing) {
            answer(caller.isOperator() ? "Nothing runs yet" : "No site yet", "");
        } else {
            var sentence = FleetSentence.of(now, caller.isOperator());
            answer(sentence.answer(), sentence.beside());
        }
        note.show(FleetNotes.of(now));
        figures.show(now);
        load.tick(now.at());
        machines.show(now.machines());
        sites.show(busiest(now));
        allMachines.setText("All " + now.machines().size());
        allSites.setText("All " + now.sites().size());
        if (second++ % EVENTS_EVERY_SECONDS == 0) {
            events.show(feed.newest(caller, Optional.empty(), Optional.empty(), EVENTS), now.at());
        }
    }

    private static List<SiteNow> busiest(FleetSnapshot now) {
        // Sites change places when their load over ten seconds differs, so that rows do not jump each second.
        return now.sites().stream()
                .sorted(Comparator.comparingLong(
                                (SiteNow site) -> -magnitude(site.rate().recent()))
                        .thenComparing(SiteNow::name))
                .limit(BUSIEST)
                .toList();
    }

    private static long magnitude(long requests) {
        return requests == 0 ? 0 : 1 + Math.round(4 * Math.log(requests) / Math.log(2));
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Overview", ""));
    }
}
