package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.Route;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;

/** What holds for the whole site: how queries are served, suspending, deleting. */
@Route("sites/:site/settings")
@PermitAll
class SiteSettingsView extends SitePage {

    SiteSettingsView(SiteDesk desk) {
        super(desk, Tab.SETTINGS);
    }

    @Override
    void build(Site opened) {
        var about = section("This site");
        var facts = new DescriptionList();
        facts.setClassName("kv");
        fact(facts, "Tenant", opened.tenant().value());
        fact(facts, "Created", Times.day(opened.createdAt(), now()));
        fact(facts, "Address", opened.address().toString());
        about.add(facts);

        boolean suspended = opened.suspended();
        var suspend = section(suspended ? "This site is suspended" : "Suspend");
        suspend.add(
                paragraph(
                        suspended
                                ? "Visitors get 503 and nothing runs. Versions, domains and traffic are as they were."
                                : "Visitors get 503 and nothing runs until you resume. Nothing is lost."),
                Act.plain(
                        suspended ? Icon.PLAY : Icon.PAUSE,
                        suspended ? "Resume the site" : "Suspend the site",
                        () -> suspend(!suspended)));

        var delete = section("Delete");
        delete.add(
                paragraph(
                        "The site, its versions, their history and its domains go. It cannot be undone. Its data and its name stay yours."),
                Act.danger(null, "Delete the site…", this::delete));
        put(about, indexes(opened.strictIndexes()), suspend, delete);
    }

    private Section indexes(boolean strict) {
        var indexes = section("Queries without index");
        indexes.add(
                paragraph(
                        strict
                                ? "A query that needs a composite index which is not there is refused, as Google refuses it,"
                                        + " with the lines for index.yaml."
                                : "A query that needs a composite index which is not there is served all the same, by a"
                                        + " sort. The Datastore page lists the indexes that would make it fast."),
                Act.plain(null, strict ? "Serve them" : "Refuse them", () -> requireIndexes(!strict)));
        return indexes;
    }

    private void requireIndexes(boolean now) {
        desk().sites().setStrictIndexes(caller(), site().name(), now);
        Toast.say("Queries without index are " + (now ? "refused" : "served") + " from now on.");
        again();
    }

    private static void fact(DescriptionList list, String name, String value) {
        list.add(new DescriptionList.Term(name), new DescriptionList.Description(value));
    }

    private static Div paragraph(String text) {
        var div = new Div(Words.quiet(text));
        div.getStyle().set("margin-bottom", "12px");
        return div;
    }

    private void suspend(boolean now) {
        desk().sites().setSuspended(caller(), site().name(), now);
        Toast.say(site().name() + (now ? " is suspended." : " serves again."));
        again();
    }

    private void delete() {
        var name = site().name();
        int versions = desk().versions().list(caller(), name).size();
        int running = desk().fleet()
                .now(caller())
                .site(name)
                .map(SiteNow::instances)
                .map(java.util.List::size)
                .orElse(0);
        Confirm.typing(
                "Delete " + name + "?",
                Quantity.plural(versions, "version") + ", " + Quantity.plural(running, "running instance") + " and "
                        + Quantity.plural(site().domains().size(), "domain") + " go with it. It cannot be undone.",
                "Delete " + name,
                name.value(),
                () -> {
                    desk().sites().delete(caller(), name);
                    Toast.say(name + " was deleted.");
                    UI.getCurrent().navigate(SitesNavigation.LIST);
                });
    }
}
