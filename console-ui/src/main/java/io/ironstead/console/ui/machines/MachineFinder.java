package io.ironstead.console.ui.machines;

import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.ui.kit.Findable;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Visitor;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds machines by name and host, for operators. */
@Component
class MachineFinder implements Findable {
    private final Visitor visitor;
    private final MachineService machines;

    MachineFinder(Visitor visitor, MachineService machines) {
        this.visitor = visitor;
        this.machines = machines;
    }

    @Override
    public List<Found> find(String typed, int most) {
        var caller = visitor.caller();
        if (!caller.isOperator()) {
            return List.of();
        }
        return machines.list(caller).stream()
                .filter(machine -> machine.id().value().contains(typed)
                        || machine.facts().stream()
                                .anyMatch(facts -> facts.hostName().contains(typed)))
                .limit(most)
                .map(machine -> new Found(
                        Icon.MACHINES, machine.id().value(), "machine", MachinesNavigation.address(machine.id())))
                .toList();
    }
}
