package io.ironstead.console.ui.machines;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Route;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.Subject;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Events;
import io.ironstead.console.ui.kit.Figures;
import io.ironstead.console.ui.kit.Figures.Figure;
import io.ironstead.console.ui.kit.InstanceColumns;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.LoadSection;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.console.ui.sites.SitesNavigation;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.FilesReport;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.NodeFacts;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Is this machine healthy, and what runs on it? */
@Route(MachinesNavigation.LIST + "/:machine")
@RolesAllowed("OPERATOR")
class MachineView extends Page implements BeforeEnterObserver {
    private static final int EVENTS = 12;
    private static final int EVENTS_EVERY_SECONDS = 5;

    private final Caller caller;
    private final LiveFleet fleet;
    private final MachineService machines;
    private final LoadHistory history;
    private final EventFeed feed;
    private NodeId id = new NodeId("machine");
    private long second;

    MachineView(Visitor visitor, LiveFleet fleet, MachineService machines, LoadHistory history, EventFeed feed) {
        caller = visitor.caller();
        this.fleet = fleet;
        this.machines = machines;
        this.history = history;
        this.feed = feed;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var name = event.getRouteParameters().get("machine").orElse("");
        try {
            id = new NodeId(name);
        } catch (IllegalArgumentException noName) {
            throw new NotFoundException("machine", name);
        }
        var machine = machines.get(caller, id);
        var parts = new Parts(machine.draining());
        Live.follow(this, news -> fleet.subscribe(caller, news)::close, parts::show);
        parts.show(fleet.now(caller));
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Machines", MachinesNavigation.LIST), new Step(id.value(), ""));
    }

    /** The sheet once it is known which machine it is. */
    private final class Parts {
        private final Figure processor;
        private final Figure memory;
        private final Figure disk;
        private final Figure instances;
        private final Figure requests;
        private final Figure up;
        private final LoadSection load = LoadSection.ofMachine(caller, history, new Subject.OfMachine(id));
        private final Rows<InstanceReport> rows = InstanceColumns.onMachine(SitesNavigation::address);
        private final Div none = new Div(Words.quiet("Nothing runs here now. Instances start when requests come."));
        private final Div weakness = new Div();
        private final DescriptionList about = new DescriptionList();
        private final Events events = new Events(SitesNavigation::address, MachinesNavigation::address);
        private Optional<NodeFacts> shownFacts = Optional.empty();
        private List<NodeId> shownPeers = List.of();
        private Optional<FilesReport> shownFiles = Optional.empty();

        private Parts(boolean draining) {
            acts(
                    Act.plain(null, draining ? "Let it work again" : "Empty it", () -> drain(!draining)),
                    Act.danger(null, "Remove…", this::remove));
            var figures = new Figures();
            processor = figures.figure("Processor");
            memory = figures.figure("Memory");
            disk = figures.figure("Disk");
            instances = figures.figure("Instances");
            requests = figures.figure("Requests");
            up = figures.figure("Up");
            var running = section("Instances");
            running.add(rows, none);
            about.setClassName("kv");
            var facts = section("This machine");
            facts.add(about);
            var changed = section("What changed here");
            changed.add(events);
            weakness.setClassName("weakness");
            weakness.setVisible(false);
            MachineView.this.add(weakness, figures, load, running, halves(facts, changed));
        }

        private void show(FleetSnapshot now) {
            var found = now.machine(id);
            if (found.isEmpty()) {
                answer(id.value(), "waiting for its first report");
                return;
            }
            var machine = found.get();
            boolean old = machine.health() == Health.AWAY || machine.health() == Health.NEVER_SEEN;
            answer(id.value(), words(machine));
            machine.facts().ifPresent(facts -> showFacts(machine, facts));
            instances.show(Quantity.count(machine.instances().size()), "");
            requests.show(
                    Quantity.perSecond(machine.rate().requestsPerSecond()),
                    "p95 " + Quantity.millis(machine.rate().p95()));
            var since = machine.heardAt().map(at -> "since " + Times.clock(at)).orElse("not heard of yet");
            List.of(processor, memory, disk, instances, requests, up).forEach(figure -> figure.stale(old, since));
            load.tick(now.at());
            rows.show(machine.instances());
            rows.setVisible(!machine.instances().isEmpty());
            none.setVisible(machine.instances().isEmpty());
            if (second++ % EVENTS_EVERY_SECONDS == 0) {
                events.show(feed.newest(caller, Optional.empty(), Optional.of(id), EVENTS), now.at());
            }
        }

        private void showFacts(MachineNow machine, NodeFacts facts) {
            machine.load().ifPresent(now -> {
                processor.show(Quantity.percent(now.processor()), "of " + Quantity.plural(facts.processors(), "core"));
                memory.show(
                        Quantity.of(now.memoryUsedBytes(), facts.memoryBytes()),
                        Quantity.bytes(facts.memoryBytes() - now.memoryUsedBytes()) + " free");
                disk.show(
                        Quantity.of(now.diskUsedBytes(), facts.diskBytes()),
                        Quantity.bytes(facts.diskBytes() - now.diskUsedBytes()) + " free");
                up.show(Quantity.age(now.uptime()), "the machine itself");
            });
            if (shownFacts.equals(Optional.of(facts))
                    && shownPeers.equals(machine.peers())
                    && shownFiles.equals(machine.files())) {
                return;
            }
            shownFacts = Optional.of(facts);
            shownPeers = machine.peers();
            shownFiles = machine.files();
            about.removeAll();
            fact("Host", facts.hostName());
            fact("System", facts.operatingSystem());
            fact("Visitors", facts.httpAddress());
            facts.cluster().ifPresent(point -> {
                fact(
                        "Other machines",
                        shownPeers.isEmpty()
                                ? "hears none"
                                : "hears "
                                        + shownPeers.stream().map(NodeId::value).collect(Collectors.joining(", ")));
                fact("Requests between machines", point.host() + ":" + point.peerPort() + ", encrypted");
                fact("Membership and memcache", point.host() + ":" + point.memberPort() + ", not encrypted");
            });
            weakness.setVisible(facts.runsTrustedCodeOnly());
            weakness.setText("Trusted code only: nothing keeps the programs of this machine's tenants apart. "
                    + facts.sandbox());
            fact("Sandbox", facts.sandbox());
            shownFiles.ifPresent(files -> fact("Files", files.sentence()));
            fact("Runs", String.join(", ", facts.runtimes()));
            fact("Joined", machine.joinedAt().toString().substring(0, 10));
        }

        private void fact(String name, String value) {
            about.add(new DescriptionList.Term(name), new DescriptionList.Description(value));
        }

        private void drain(boolean now) {
            machines.setDraining(caller, id, now);
            Toast.say(now ? id + " is being emptied. Its sites go on elsewhere." : id + " takes sites again.");
            UI.getCurrent().getPage().reload();
        }

        private void remove() {
            long running = fleet.now(caller)
                    .machine(id)
                    .map(machine -> machine.instances().size())
                    .orElse(0);
            Confirm.typing(
                    "Remove " + id + "?",
                    Quantity.plural(running, "instance")
                            + " of it will stop, and its certificate is refused from then on."
                            + " To come back it needs a new join command.",
                    "Remove " + id,
                    id.value(),
                    () -> {
                        machines.remove(caller, id);
                        Toast.say(id + " was removed.");
                        UI.getCurrent().navigate(MachinesNavigation.LIST);
                    });
        }
    }

    private static String words(MachineNow machine) {
        return switch (machine.health()) {
            case WELL -> "It is well.";
            case ATTENTION -> "It serves, but needs a look: " + machine.reason() + ".";
            case DRAINING -> "It is being emptied.";
            case AWAY -> "It is " + machine.reason() + ". Its sites are served by the other machines.";
            case NEVER_SEEN -> "It was not heard of since the console started.";
        };
    }
}
