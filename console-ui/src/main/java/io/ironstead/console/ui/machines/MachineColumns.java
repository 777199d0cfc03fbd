package io.ironstead.console.ui.machines;

import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Tables of machines: brief on the overview, whole on their own page. Processor curves all reach to 100 %. */
public final class MachineColumns {
    private static final double FULL = 0.9;
    private static final Part NONE = Part.say("–");

    private MachineColumns() {}

    /** For the overview. */
    public static Rows<MachineNow> brief() {
        return new Rows<MachineNow>("Machines", machine -> machine.id().value())
                .one("Name", "", "key", MachineColumns::name)
                .one("Processor, 15 min", "", "desk grow", MachineColumns::curve)
                .one("", "", "num main", MachineColumns::processor)
                .one(
                        "Memory",
                        "memory",
                        "num sub",
                        machine -> used(machine, MachineLoad::memoryUsedBytes, NodeFacts::memoryBytes))
                .one("Disk", "disk", "num sub", MachineColumns::diskShare)
                .one("Instances", "instances", "num sub", MachineColumns::instances)
                .fade(MachineColumns::old);
    }

    /** For the machines' page. */
    static Rows<MachineNow> whole() {
        return new Rows<MachineNow>("Machines", machine -> machine.id().value())
                .one("Name", "", "key", MachineColumns::name)
                .one("State", "", "sub", MachineColumns::state)
                .one("Processor, 15 min", "", "desk grow", MachineColumns::curve)
                .column("", "", "num main", machine -> List.of(processor(machine), cores(machine)))
                .column(
                        "Memory",
                        "memory",
                        "num sub",
                        machine -> List.of(
                                meter(machine, load -> load.memoryUsedBytes(), NodeFacts::memoryBytes),
                                used(machine, MachineLoad::memoryUsedBytes, NodeFacts::memoryBytes)))
                .column(
                        "Disk",
                        "disk",
                        "num sub",
                        machine -> List.of(
                                meter(machine, load -> load.diskUsedBytes(), NodeFacts::diskBytes),
                                used(machine, MachineLoad::diskUsedBytes, NodeFacts::diskBytes)))
                .one("Instances", "instances", "num sub", MachineColumns::instances)
                .one(
                        "Up",
                        "up",
                        "num sub",
                        machine -> machine.load()
                                .map(load ->
                                        Part.say(Quantity.age(load.uptime()).toString()))
                                .orElse(NONE))
                .fade(MachineColumns::old);
    }

    private static boolean old(MachineNow machine) {
        return machine.health() == Health.AWAY || machine.health() == Health.NEVER_SEEN;
    }

    private static Part name(MachineNow machine) {
        return new Part.Go(machine.id().value(), MachinesNavigation.address(machine.id()));
    }

    static Part state(MachineNow machine) {
        return switch (machine.health()) {
            case WELL -> new Part.Sign(Icon.CHECK, "Well", "m");
            case ATTENTION -> new Part.Sign(Icon.WARN, upper(machine.reason()), "warn");
            case DRAINING -> new Part.Sign(Icon.RUN, "Being emptied", "m");
            case AWAY -> new Part.Sign(Icon.BAD, upper(machine.reason()), "bad");
            case NEVER_SEEN -> new Part.Sign(Icon.PENDING, "Not heard of yet", "m");
        };
    }

    private static String upper(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static Part curve(MachineNow machine) {
        return new Part.Curve(machine.processorSpark(), 1);
    }

    private static Part processor(MachineNow machine) {
        return machine.load()
                .map(load -> Part.say(Quantity.percent(load.processor()).toString()))
                .orElse(NONE);
    }

    private static Part cores(MachineNow machine) {
        return new Part.Say(
                "",
                machine.facts()
                        .map(facts -> "of " + Quantity.plural(facts.processors(), "core"))
                        .orElse(""),
                "");
    }

    private static Part used(MachineNow machine, ToLongFunction<MachineLoad> used, ToLongFunction<NodeFacts> all) {
        return machine.load()
                .flatMap(load ->
                        machine.facts().map(facts -> Quantity.of(used.applyAsLong(load), all.applyAsLong(facts))))
                .map(quantity -> (Part) new Part.Say(quantity.number(), quantity.unit(), "fig"))
                .orElse(NONE);
    }

    private static Part meter(MachineNow machine, ToDoubleFunction<MachineLoad> used, ToDoubleFunction<NodeFacts> all) {
        double share = machine.load()
                .flatMap(load -> machine.facts().map(facts -> used.applyAsDouble(load) / all.applyAsDouble(facts)))
                .orElse(0.0);
        return new Part.Meter(share, share > FULL);
    }

    private static Part diskShare(MachineNow machine) {
        double share = machine.load()
                .flatMap(load -> machine.facts().map(facts -> (double) load.diskUsedBytes() / facts.diskBytes()))
                .orElse(-1.0);
        if (share < 0) {
            return NONE;
        }
        var percent = Quantity.percent(share).toString();
        return share > FULL ? new Part.Sign(Icon.WARN, percent, "warn strong") : Part.say(percent);
    }

    private static Part instances(MachineNow machine) {
        return Part.say(Quantity.count(machine.instances().size()));
    }
}
