package io.ironstead.console.ui.machines;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinSession;
import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.security.Caller;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Events;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.sites.SitesNavigation;
import io.ironstead.model.NodeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Are the machines healthy, and how does one more join? The panel for that has its own address and survives a reload. */
@Route(MachinesNavigation.LIST)
@Menu(order = 30, title = "Machines", icon = "machines")
@RolesAllowed("OPERATOR")
class MachinesView extends Page implements BeforeEnterObserver {
    private static final String ADD = "add";
    private static final int EVENTS = 12;
    private static final int EVENTS_EVERY_SECONDS = 5;

    private final Caller caller;
    private final EventFeed feed;
    private final JoinCommands commands;
    private final InstantSource clock;
    private final MachineFigures figures = new MachineFigures();
    private final Rows<MachineNow> rows = MachineColumns.whole();
    private final JoinPanel panel = new JoinPanel(this::newCommand, this::close);
    private final Events events = new Events(SitesNavigation::address, MachinesNavigation::address);
    private final Div nobody = new Div();
    private final Act add;
    private long second;

    MachinesView(Visitor visitor, LiveFleet fleet, EventFeed feed, JoinCommands commands, InstantSource clock) {
        caller = visitor.caller();
        this.feed = feed;
        this.commands = commands;
        this.clock = clock;
        add = Act.plain(Icon.PLUS, "Add a machine", this::open).expanded(false);
        add.getElement().setAttribute("aria-controls", "join");
        acts(add);
        var list = section("");
        list.add(rows);
        nobody.add(empty("No machine yet", "Its figures and sites will be here. It takes one command on a server."));
        list.add(nobody);
        var changed = section("What changed on machines", Link.to("audit", "Audit"));
        changed.add(events);
        panel.setVisible(false);
        add(figures, list, panel, changed);
        show(fleet.now(caller));
        Live.follow(this, news -> fleet.subscribe(caller, news)::close, this::show);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        boolean open = event.getLocation().getQueryParameters().getParameters().containsKey(ADD);
        panel.setVisible(open);
        add.expanded(open);
        if (open) {
            command();
        }
    }

    private void open() {
        UI.getCurrent().navigate(MachinesNavigation.LIST, new QueryParameters(Map.of(ADD, List.of(""))));
    }

    private void close() {
        UI.getCurrent().navigate(MachinesNavigation.LIST);
    }

    private void newCommand() {
        VaadinSession.getCurrent().setAttribute(JoinCommands.JoinCommand.class, null);
        command();
    }

    /** Shows the command this reader already has while it works, so that a reload does not make another one. */
    private void command() {
        var session = VaadinSession.getCurrent();
        var kept = session.getAttribute(JoinCommands.JoinCommand.class);
        var now = clock.instant();
        boolean works =
                kept != null && kept.expiresAt().isAfter(now) && joined(kept).isEmpty();
        var command = works ? kept : commands.create(caller);
        session.setAttribute(JoinCommands.JoinCommand.class, command);
        panel.show(command, now);
    }

    private Optional<NodeId> joined(JoinCommands.JoinCommand command) {
        return commands.joined(caller, command.secret());
    }

    private void show(FleetSnapshot now) {
        answer(sentence(now), "");
        figures.show(now);
        rows.show(now.machines());
        rows.setVisible(!now.machines().isEmpty());
        nobody.setVisible(now.machines().isEmpty());
        figures.setVisible(!now.machines().isEmpty());
        if (panel.isVisible()) {
            panel.tick(now.at());
            arrival(now);
        }
        if (second++ % EVENTS_EVERY_SECONDS == 0) {
            events.show(machineEvents(), now.at());
        }
    }

    private void arrival(FleetSnapshot now) {
        var command = VaadinSession.getCurrent().getAttribute(JoinCommands.JoinCommand.class);
        if (command == null) {
            return;
        }
        joined(command).ifPresent(node -> {
            var facts = now.machine(node).flatMap(MachineNow::facts);
            panel.joined(
                    node.value(),
                    MachinesNavigation.address(node),
                    facts.map(known -> Quantity.plural(known.processors(), "core") + ", "
                                    + Quantity.bytes(known.memoryBytes()) + " of memory")
                            .orElse("waiting for its first report"));
        });
    }

    private List<EventFeed.Event> machineEvents() {
        return feed.newest(caller, Optional.empty(), Optional.empty(), EVENTS * 8).stream()
                .filter(event -> event.node().isPresent())
                .limit(EVENTS)
                .toList();
    }

    private static String sentence(FleetSnapshot now) {
        long well = now.machines().stream()
                .filter(one -> one.health() == Health.WELL)
                .count();
        long rest = now.machines().size() - well;
        if (now.machines().isEmpty()) {
            return "No machine yet";
        }
        var first = well == 0 ? "" : Quantity.plural(well, "machine") + (well == 1 ? " is well" : " are well");
        if (rest == 0) {
            return first;
        }
        var looks = rest + (rest == 1 ? " needs a look" : " need a look");
        return first.isEmpty()
                ? Quantity.plural(rest, "machine") + (rest == 1 ? " needs a look" : " need a look")
                : first + ", " + looks;
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Machines", ""));
    }
}
