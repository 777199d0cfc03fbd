package io.ironstead.console.ui.overview;

import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.ui.kit.NoteBand.Go;
import io.ironstead.console.ui.kit.NoteBand.Note;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.machines.MachinesNavigation;
import java.util.Comparator;
import java.util.List;

/** What of the fleet needs a look, worst first. */
final class FleetNotes {
    private FleetNotes() {}

    static List<Note> of(FleetSnapshot now) {
        return now.machines().stream()
                .filter(machine -> machine.health() == Health.AWAY || machine.health() == Health.ATTENTION)
                .map(FleetNotes::note)
                .sorted(Comparator.comparing(note -> !note.broken()))
                .toList();
    }

    private static Note note(MachineNow machine) {
        var open = List.of(new Go("Open " + machine.id(), MachinesNavigation.address(machine.id())));
        if (machine.health() == Health.AWAY) {
            var since = machine.heardAt().map(at -> "Nothing was heard of it since " + Times.clock(at) + ".");
            return new Note(
                    true,
                    machine.id() + " is away",
                    since.orElse("") + " Its sites are served by the other machines.",
                    open);
        }
        var disk = machine.facts()
                .flatMap(facts -> machine.load()
                        .map(load -> Quantity.bytes(facts.diskBytes() - load.diskUsedBytes()) + " of "
                                + Quantity.bytes(facts.diskBytes()) + " of disk and "
                                + Quantity.bytes(facts.memoryBytes() - load.memoryUsedBytes())
                                + " of memory are free."));
        return new Note(false, machine.id() + " " + machine.reason(), disk.orElse(""), open);
    }
}
