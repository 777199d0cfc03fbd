package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import io.ironstead.console.fleet.FleetSnapshot.DataNow;
import io.ironstead.console.ui.kit.Figures;
import io.ironstead.console.ui.kit.Quantity;
import java.util.Optional;

/** What a site's datastore is doing now, and what it keeps. */
final class DatastoreFigures extends Div {
    private static final String QUIET = "none in 10 s";

    private final Figures figures = new Figures();
    private final Figures.Figure reads = figures.figure("Reads");
    private final Figures.Figure commits = figures.figure("Commits");
    private final Figures.Figure p50 = figures.figure("Commit p50");
    private final Figures.Figure p95 = figures.figure("Commit p95");
    private final Figures.Figure stored = figures.figure("Stored");
    private final Figures.Figure log = figures.figure("Log");

    DatastoreFigures() {
        add(figures);
        show(Optional.empty());
    }

    /** @param now empty: nobody used it for a while, so it is closed, and says nothing of itself */
    void show(Optional<DataNow> now) {
        if (now.isEmpty()) {
            for (var figure : new Figures.Figure[] {reads, commits, p50, p95}) {
                figure.show("–", "", "not in use now");
            }
            stored.show("–", "", "known while in use");
            log.show("–", "", "known while in use");
            return;
        }
        var data = now.get();
        reads.show(
                Quantity.perSecond(data.reads().requestsPerSecond()),
                Quantity.count(data.reads().recent()) + " in 10 s");
        commits.show(
                Quantity.perSecond(data.commits().requestsPerSecond()),
                Quantity.count(data.commits().recent()) + " in 10 s");
        if (data.commits().recent() == 0) {
            p50.show("–", "", QUIET);
            p95.show("–", "", QUIET);
        } else {
            p50.show(Quantity.millis(data.commits().p50()), "last 10 s");
            p95.show(Quantity.millis(data.commits().p95()), "last 10 s");
        }
        stored.show(Quantity.bytes(data.storedBytes()), "entities and indexes");
        log.show(Quantity.bytes(data.logBytes()), "since its epoch began");
    }
}
