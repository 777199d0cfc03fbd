package io.ironstead.console.ui.sites;

import com.vaadin.flow.router.Route;
import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.LogPane;
import io.ironstead.console.ui.kit.Tailing;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;

/** What the programs of this site write, from all machines, as it comes. */
@Route("sites/:site/logs")
@PermitAll
class LogsView extends SitePage {
    private static final int FIRST_LINES = 500;

    private final LogService logs;

    LogsView(SiteDesk desk, LogService logs) {
        super(desk, Tab.LOGS);
        this.logs = logs;
    }

    @Override
    void build(Site opened) {
        var pane = new LogPane("Log of " + opened.name())
                .live()
                .searchable()
                .caption("Last 2,000 lines, all machines")
                .whenEmpty("No line yet. What the program prints is here within a second.");
        var section = section("Log", Words.small("standard output and error"));
        section.add(pane);
        put(section);
        Tailing.into(pane, reader -> logs.tail(caller(), opened.name(), FIRST_LINES, reader)::close);
    }
}
