package io.ironstead.console.ui.overview;

import com.vaadin.flow.component.html.Div;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.ui.kit.Figures;
import io.ironstead.console.ui.kit.Figures.Figure;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import java.util.Optional;

/** The fleet in six numbers; a tenant sees the four of its own sites. */
final class FleetFigures extends Div {
    private final Figure requests;
    private final Figure p95;
    private final Figure errors;
    private final Figure instances;
    private final Optional<Figure> processor;
    private final Figure memory;
    private double peak;

    FleetFigures(boolean operator) {
        var row = new Figures();
        requests = row.figure("Requests");
        p95 = row.figure("p95");
        errors = row.figure("Errors");
        instances = row.figure("Instances");
        processor = operator ? Optional.of(row.figure("Processor")) : Optional.empty();
        memory = row.figure("Memory");
        add(row);
    }

    void show(FleetSnapshot now) {
        var rate = now.all();
        peak = Math.max(peak, rate.requestsPerSecond());
        requests.show(Quantity.perSecond(rate.requestsPerSecond()), "highest seen " + Quantity.perSecond(peak));
        p95.show(Quantity.millis(rate.p95()), "p50 " + Quantity.millis(rate.p50()));
        errors.show(
                Quantity.errors(rate.errorShare()),
                Quantity.count(rate.recentErrors()) + " of " + Quantity.count(rate.recent()) + " in 10 s");
        instances.show(Quantity.count(running(now)), starting(now) + " starting");
        processor.ifPresent(figure -> showProcessor(figure, now));
        showMemory(now);
    }

    private static void showProcessor(Figure figure, FleetSnapshot now) {
        double busy = 0;
        int cores = 0;
        for (var machine : now.machines()) {
            int processors = machine.facts().map(NodeFacts::processors).orElse(0);
            cores += processors;
            busy += machine.load().map(MachineLoad::processor).orElse(0.0) * processors;
        }
        figure.show(Quantity.percent(cores == 0 ? 0 : busy / cores), "of " + Quantity.plural(cores, "core"));
    }

    private void showMemory(FleetSnapshot now) {
        if (processor.isEmpty()) {
            memory.show(
                    Quantity.bytes(
                            now.sites().stream().mapToLong(SiteNow::memoryBytes).sum()),
                    "of your instances");
            return;
        }
        long used = 0;
        long all = 0;
        for (var machine : now.machines()) {
            used += machine.load().map(MachineLoad::memoryUsedBytes).orElse(0L);
            all += machine.facts().map(NodeFacts::memoryBytes).orElse(0L);
        }
        memory.show(Quantity.of(used, all), Quantity.bytes(Math.max(0, all - used)) + " free");
    }

    private static long running(FleetSnapshot now) {
        return now.sites().stream().mapToLong(site -> site.instances().size()).sum();
    }

    private static long starting(FleetSnapshot now) {
        return now.sites().stream()
                .flatMap(site -> site.instances().stream())
                .filter(placed -> placed.instance().state() == InstanceReport.State.STARTING)
                .count();
    }
}
