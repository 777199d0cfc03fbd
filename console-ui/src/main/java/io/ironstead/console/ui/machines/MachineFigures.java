package io.ironstead.console.ui.machines;

import com.vaadin.flow.component.html.Div;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.ui.kit.Figures;
import io.ironstead.console.ui.kit.Figures.Figure;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import java.util.Comparator;
import java.util.List;

/** All machines together in six numbers. */
final class MachineFigures extends Div {
    private final Figure spare;
    private final Figure processor;
    private final Figure memory;
    private final Figure disk;
    private final Figure instances;
    private final Figure requests;

    MachineFigures() {
        var row = new Figures();
        spare = row.figure("Machines");
        processor = row.figure("Processor");
        memory = row.figure("Memory");
        disk = row.figure("Disk");
        instances = row.figure("Instances");
        requests = row.figure("Requests");
        add(row);
    }

    void show(FleetSnapshot now) {
        var machines = now.machines();
        spare.show(
                Quantity.count(machines.size()),
                machines.size() > 1 ? "any one can be lost now" : "nothing is redundant with one");
        int cores = machines.stream()
                .mapToInt(machine -> machine.facts().map(NodeFacts::processors).orElse(0))
                .sum();
        double busy = machines.stream()
                .mapToDouble(
                        machine -> machine.load().map(MachineLoad::processor).orElse(0.0)
                                * machine.facts().map(NodeFacts::processors).orElse(0))
                .sum();
        processor.show(Quantity.percent(cores == 0 ? 0 : busy / cores), "of " + Quantity.plural(cores, "core"));
        long memoryUsed = sum(machines, true);
        long memoryAll = machines.stream()
                .mapToLong(
                        machine -> machine.facts().map(NodeFacts::memoryBytes).orElse(0L))
                .sum();
        memory.show(Quantity.of(memoryUsed, memoryAll), Quantity.bytes(Math.max(0, memoryAll - memoryUsed)) + " free");
        long diskAll = machines.stream()
                .mapToLong(machine -> machine.facts().map(NodeFacts::diskBytes).orElse(0L))
                .sum();
        disk.show(Quantity.of(sum(machines, false), diskAll), tightest(machines));
        var all = machines.stream()
                .flatMap(machine -> machine.instances().stream())
                .toList();
        long starting = all.stream()
                .filter(instance -> instance.state() == InstanceReport.State.STARTING)
                .count();
        instances.show(Quantity.count(all.size()), starting + " starting");
        requests.show(
                Quantity.perSecond(now.all().requestsPerSecond()),
                "p95 " + Quantity.millis(now.all().p95()));
    }

    private static long sum(List<MachineNow> machines, boolean memory) {
        return machines.stream()
                .flatMap(machine -> machine.load().stream())
                .mapToLong(load -> memory ? load.memoryUsedBytes() : load.diskUsedBytes())
                .sum();
    }

    private static String tightest(List<MachineNow> machines) {
        return machines.stream()
                .filter(machine -> machine.load().isPresent() && machine.facts().isPresent())
                .min(Comparator.comparingLong(MachineFigures::free))
                .map(machine -> "tightest: " + machine.id() + ", " + Quantity.bytes(free(machine)))
                .orElse("");
    }

    private static long free(MachineNow machine) {
        return machine.facts().orElseThrow().diskBytes()
                - machine.load().orElseThrow().diskUsedBytes();
    }
}
