package io.ironstead.console.ui.overview;

import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.ui.kit.Quantity;
import java.util.function.Predicate;

/** The answer to "is everything serving?", in one sentence, and what else is to say beside it. */
record FleetSentence(String answer, String beside) {

    static FleetSentence of(FleetSnapshot now, boolean operator) {
        long all = now.sites().size();
        long suspended = now.sites().stream().filter(SiteNow::suspended).count();
        long empty = count(now, SiteNow::empty);
        long asleep = count(now, SiteNow::asleep);
        boolean anyMachine = !operator || now.machines().stream().anyMatch(FleetSentence::serves);
        if (!anyMachine) {
            return new FleetSentence("No site is served: no machine answers", "");
        }
        if (all == 0) {
            return new FleetSentence("The machines are ready", "There is no site yet.");
        }
        long serving = all - suspended - empty;
        var answer = serving == all
                ? (all == 1 ? "The only site is serving" : "All " + Quantity.count(all) + " sites are serving")
                : Quantity.count(serving) + " of " + Quantity.plural(all, "site") + (serving == 1 ? " is" : " are")
                        + " serving";
        return new FleetSentence(
                answer,
                Quantity.count(serving - asleep) + " running, " + Quantity.count(asleep) + " asleep"
                        + (empty > 0 ? ", " + Quantity.count(empty) + " empty" : "")
                        + (suspended > 0 ? ", " + suspended + " suspended" : "") + "." + looks(now));
    }

    private static long count(FleetSnapshot now, Predicate<SiteNow> kind) {
        return now.sites().stream()
                .filter(site -> !site.suspended())
                .filter(kind)
                .count();
    }

    private static boolean serves(MachineNow machine) {
        return machine.health() == Health.WELL || machine.health() == Health.ATTENTION;
    }

    private static String looks(FleetSnapshot now) {
        long looks = now.machines().stream()
                .filter(machine -> machine.health() == Health.ATTENTION || machine.health() == Health.AWAY)
                .count();
        return looks == 0
                ? ""
                : " " + Quantity.plural(looks, "machine") + (looks == 1 ? " needs" : " need") + " a look.";
    }
}
