package io.ironstead.console.rest;

import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.Subject;
import io.ironstead.console.rest.Views.LoadView;
import io.ironstead.console.rest.Views.MachineView;
import io.ironstead.console.rest.Views.StatusView;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.NodeId;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The whole picture, and the machines. */
@RestController
@RequestMapping("/api/v1")
class FleetApi {
    private final CurrentCaller caller;
    private final LiveFleet fleet;
    private final MachineService machines;
    private final JoinCommands joins;
    private final SiteService sites;
    private final VersionService versions;
    private final LoadHistory history;

    FleetApi(
            CurrentCaller caller,
            LiveFleet fleet,
            MachineService machines,
            JoinCommands joins,
            SiteService sites,
            VersionService versions,
            LoadHistory history) {
        this.caller = caller;
        this.fleet = fleet;
        this.machines = machines;
        this.joins = joins;
        this.sites = sites;
        this.versions = versions;
        this.history = history;
    }

    record JoinTokenView(String token, String command, String install, Instant expiresAt) {}

    record Draining(Boolean draining) {
        Draining {
            Given.required(draining, "draining");
        }
    }

    @GetMapping("/status")
    StatusView status() {
        var who = caller.get();
        var picture = fleet.now(who);
        var uploads = versions.listAll(who);
        return new StatusView(
                picture.at(),
                Views.rate(picture.all()),
                picture.machines().stream().map(MachineView::of).toList(),
                sites.list(who).stream()
                        .map(site -> Views.site(
                                site, uploads.getOrDefault(site.name(), List.of()), picture.site(site.name())))
                        .toList());
    }

    @GetMapping("/machines")
    List<MachineView> machines() {
        var who = caller.get();
        machines.list(who);
        return fleet.now(who).machines().stream().map(MachineView::of).toList();
    }

    @GetMapping("/machines/{node}")
    MachineView machine(@PathVariable NodeId node) {
        return MachineView.of(now(node));
    }

    @GetMapping("/machines/{node}/load")
    LoadView machineLoad(@PathVariable NodeId node, @RequestParam(defaultValue = "5m") String range) {
        machines.get(caller.get(), node);
        var span = Views.range(range);
        return LoadView.of(span, history.points(caller.get(), new Subject.OfMachine(node), span));
    }

    @GetMapping("/load")
    LoadView load(@RequestParam(defaultValue = "5m") String range) {
        var span = Views.range(range);
        return LoadView.of(span, history.points(caller.get(), new Subject.Everything(), span));
    }

    @PutMapping("/machines/{node}/draining")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drain(@PathVariable NodeId node, @RequestBody Draining wanted) {
        machines.setDraining(caller.get(), node, wanted.draining());
    }

    @DeleteMapping("/machines/{node}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable NodeId node) {
        machines.remove(caller.get(), node);
    }

    @PostMapping("/join-tokens")
    @ResponseStatus(HttpStatus.CREATED)
    JoinTokenView joinToken() {
        var command = joins.create(caller.get());
        return new JoinTokenView(command.token(), command.command(), command.install(), command.expiresAt());
    }

    private FleetSnapshot.MachineNow now(NodeId node) {
        var who = caller.get();
        machines.get(who, node);
        return fleet.now(who).machine(node).orElseThrow(() -> new NotFoundException("machine", node));
    }
}
