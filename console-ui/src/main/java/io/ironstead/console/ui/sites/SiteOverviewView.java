package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.PlacedRequest;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.load.Subject;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Figures;
import io.ironstead.console.ui.kit.Figures.Figure;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.LoadSection;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.TrafficMarks;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Is the site well, what is it doing, and where did a request's time go? */
@Route("sites/:site")
@RouteAlias("sites/:site/requests/:request")
@PermitAll
class SiteOverviewView extends SitePage {
    private static final int MARK_EVENTS = 100;

    private final Figure requests;
    private final Figure p50;
    private final Figure p95;
    private final Figure errors;
    private final Figure instances;
    private final Figure memory;
    private final Figures figures = new Figures();
    private final Div split = new Div();
    private final RequestList list;
    private final Div beginning = new Div();
    private @Nullable LoadSection load;
    private Optional<String> chosen = Optional.empty();
    private Optional<PlacedRequest> shown = Optional.empty();

    SiteOverviewView(SiteDesk desk) {
        super(desk, Tab.OVERVIEW);
        requests = figures.figure("Requests");
        p50 = figures.figure("p50");
        p95 = figures.figure("p95");
        errors = figures.figure("Errors");
        instances = figures.figure("Instances");
        memory = figures.figure("Memory");
        list = new RequestList(caller().isOperator(), this::open);
    }

    @Override
    void build(Site opened) {
        var name = opened.name();
        load = LoadSection.ofSite(
                caller(),
                desk().history(),
                new Subject.OfSite(name),
                () -> TrafficMarks.of(
                        desk().events().newest(caller(), Optional.of(name), Optional.empty(), MARK_EVENTS), false));
        list.allLink(SitesNavigation.tab(name, "logs"));
        split.setClassName("split");
        split.add(list);
        if (desk().versions().list(caller(), name).isEmpty()) {
            var first = section("");
            first.add(empty(
                    "Nothing is deployed yet",
                    "Drop an archive of your application: a zip or tar.gz with an app.yaml, or a WAR.",
                    Link.to(SitesNavigation.tab(name, "deploy"), "Deploy the first version")
                            .asButton(Icon.UP, "do")));
            beginning.add(first);
        }
        put(beginning, figures, load, split);
    }

    @Override
    void show(FleetSnapshot picture, Optional<SiteNow> now) {
        if (load != null) {
            load.tick(picture.at());
        }
        now.ifPresent(site -> {
            figures(picture, site);
            list.show(site.requests(), chosen);
            if (chosen.isPresent() && shown.isEmpty()) {
                choose();
            }
        });
    }

    private void figures(FleetSnapshot picture, SiteNow site) {
        var rate = site.rate();
        double all = picture.all().requestsPerSecond();
        var share = all > 0 ? Quantity.percent(rate.requestsPerSecond() / all) + " of all sites" : "no request now";
        requests.show(Quantity.perSecond(rate.requestsPerSecond()), share);
        boolean quiet = rate.recent() == 0;
        if (quiet) {
            p50.show("–", "", "nobody asked in 10 s");
            p95.show("–", "", "nobody asked in 10 s");
        } else {
            p50.show(Quantity.millis(rate.p50()), "last 10 s");
            p95.show(Quantity.millis(rate.p95()), "last 10 s");
        }
        errors.show(
                Quantity.errors(rate.errorShare()),
                Quantity.count(rate.recentErrors()) + " of " + Quantity.count(rate.recent()) + " in 10 s");
        var machines = caller().isOperator() && !site.nodes().isEmpty()
                ? "on " + Quantity.plural(site.nodes().size(), "machine")
                : site.asleep() ? "asleep: a request wakes one" : "";
        instances.show(Quantity.count(site.instances().size()), machines);
        memory.show(Quantity.bytes(site.memoryBytes()), "of its instances");
    }

    @Override
    void entered(BeforeEnterEvent event) {
        chosen = event.getRouteParameters().get("request");
        choose();
    }

    /** A click: the address changes, and the page does not. */
    private void open(PlacedRequest request) {
        chosen = Optional.of(request.request().id());
        shown = Optional.of(request);
        UI.getCurrent()
                .getPage()
                .getHistory()
                .pushState(
                        null,
                        SitesNavigation.request(site().name(), request.request().id()));
        draw();
    }

    private void choose() {
        var picture = desk().fleet().now(caller()).site(site().name());
        shown = chosen.flatMap(id -> picture.stream()
                .flatMap(site -> site.requests().stream())
                .filter(one -> one.request().id().equals(id))
                .findFirst()
                .or(() -> shown.filter(one -> one.request().id().equals(id))));
        draw();
    }

    private void draw() {
        split.removeAll();
        split.add(list);
        split.setClassName("alone-list", chosen.isEmpty());
        chosen.ifPresent(id -> split.add(shown.<Section>map(
                        one -> new RequestWay(one.request(), where(one), SitesNavigation.address(site().name())))
                .orElseGet(this::forgotten)));
        desk().fleet().now(caller()).site(site().name()).ifPresent(site -> list.show(site.requests(), chosen));
    }

    private String where(PlacedRequest one) {
        return caller().isOperator() ? one.node().value() : "its instance";
    }

    private Section forgotten() {
        var gone = section("This request is not kept any more");
        gone.addClassName("way");
        gone.add(
                new Div(Words.quiet("The last 100 requests of a site are kept. Its id may still be in the logs.")),
                Link.to(SitesNavigation.address(site().name()), "Close"));
        return gone;
    }
}
