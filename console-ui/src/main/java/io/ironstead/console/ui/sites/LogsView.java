package io.ironstead.console.ui.sites;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.LogPane;
import io.ironstead.console.ui.kit.Tailing;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the programs of this site write, from all machines, as it comes. */
@Route("sites/:site/logs")
@PermitAll
class LogsView extends SitePage {
    static final String INSTANCE = "instance";

    private static final int FIRST_LINES = 500;

    private final LogService logs;
    private @Nullable LogPane pane;

    LogsView(SiteDesk desk, LogService logs) {
        super(desk, Tab.LOGS);
        this.logs = logs;
    }

    @Override
    void build(Site opened) {
        var lines = new LogPane("Log of " + opened.name())
                .live()
                .searchable()
                .byInstance(Optional.empty())
                .caption("Last 2,000 lines, all machines")
                .whenEmpty("No line yet. What the program prints is here within a second.");
        var section = section("Log", Words.small("standard output and error"));
        section.add(lines);
        put(section);
        pane = lines;
        Tailing.into(lines, reader -> logs.tail(caller(), opened.name(), FIRST_LINES, reader)::close);
    }

    /** The page of the instances leads here with one of them chosen. */
    @Override
    void entered(BeforeEnterEvent event) {
        var asked = event.getLocation().getQueryParameters().getSingleParameter(INSTANCE);
        if (pane != null) {
            pane.byInstance(asked.filter(name -> name.matches("[a-z0-9-]{1,40}")));
        }
    }
}
