package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.TrafficSplit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One tab of a site. The head with name, address and tabs is the same on all of them; a tab adds its parts below when
 * the site is known, and is told of every new picture.
 */
abstract class SitePage extends Page implements BeforeEnterObserver {
    private final SiteDesk desk;
    private final Caller caller;
    private final Tab tab;
    private final Div content = new Div();
    private final Span traffic = new Span();
    private @Nullable Site site;

    /** The tabs, in their order. */
    enum Tab {
        OVERVIEW("Overview", ""),
        VERSIONS("Versions", "versions"),
        DEPLOY("Deploy", "deploy"),
        INSTANCES("Instances", "instances"),
        LOGS("Logs", "logs"),
        DATASTORE("Datastore", "datastore"),
        TASKS("Tasks", "tasks"),
        DOMAINS("Domains", "domains"),
        SETTINGS("Settings", "settings");

        private final String title;
        private final String address;

        Tab(String title, String address) {
            this.title = title;
            this.address = address;
        }
    }

    SitePage(SiteDesk desk, Tab tab) {
        this.desk = desk;
        this.tab = tab;
        caller = desk.visitor().caller();
    }

    @Override
    public final void beforeEnter(BeforeEnterEvent event) {
        var name = event.getRouteParameters().get("site").orElse("");
        var wanted = desk.sites().get(caller, siteName(name));
        if (site == null || !site.name().equals(wanted.name())) {
            site = wanted;
            open(wanted);
        }
        entered(event);
    }

    private static SiteName siteName(String name) {
        try {
            return new SiteName(name);
        } catch (IllegalArgumentException noName) {
            throw new NotFoundException("site", name);
        }
    }

    private void open(Site wanted) {
        head(wanted);
        content.removeAll();
        add(content);
        build(wanted);
        Live.<FleetSnapshot>follow(
                this, news -> desk.fleet().subscribe(caller, news)::close, picture -> show(picture, current(picture)));
        var first = desk.fleet().now(caller);
        show(first, current(first));
    }

    private Optional<SiteNow> current(FleetSnapshot picture) {
        return picture.site(site().name());
    }

    private void head(Site wanted) {
        var name = wanted.name();
        answer(name.value(), "");
        head().getStyle().set("padding-bottom", "8px");
        var domain = wanted.domains().isEmpty()
                ? Optional.<String>empty()
                : Optional.of(wanted.domains().getFirst());
        var url = domain.map(host -> "http://" + host).orElse(wanted.address().toString());
        var address = Link.out(url, url.replaceFirst("^https?://", ""));
        traffic.setText(trafficWords(wanted));
        traffic.setClassName("m desk");
        head().addComponentAtIndex(1, address);
        head().addComponentAtIndex(2, traffic);
        acts(
                Link.out(url, "Open").asButton(Icon.OPEN, ""),
                Link.to(SitesNavigation.tab(name, Tab.DEPLOY.address), "Deploy").asButton(Icon.UP, "do"));
        add(tabs(name));
    }

    private String trafficWords(Site wanted) {
        if (wanted.suspended()) {
            return "Suspended: visitors get 503";
        }
        var splits = desk.versions().traffic(caller, wanted.name());
        if (splits.isEmpty()) {
            return "No version takes traffic yet";
        }
        return splits.entrySet().stream()
                .map(one -> (splits.size() == 1 ? "" : one.getKey() + ": ") + words(one.getValue()))
                .collect(Collectors.joining("; "));
    }

    static String words(TrafficSplit split) {
        if (split.shares().size() == 1) {
            return split.shares().getFirst().version() + " takes all traffic";
        }
        return split.shares().stream()
                .map(share -> share.version() + " " + percent(share.permille()))
                .collect(Collectors.joining(", "));
    }

    static String percent(int permille) {
        return permille % 10 == 0 ? permille / 10 + " %" : permille / 10 + "." + permille % 10 + " %";
    }

    private Nav tabs(SiteName name) {
        var nav = new Nav();
        nav.setClassName("tabs");
        nav.setAriaLabel("Site");
        for (var one : Tab.values()) {
            var link = Link.to(SitesNavigation.tab(name, one.address), one.title);
            if (one == tab) {
                link.getElement().setAttribute("aria-current", "page");
            }
            nav.add(link);
        }
        // On a phone the tabs scroll: the current one should not be out of sight.
        nav.getElement()
                .executeJs("requestAnimationFrame(() => requestAnimationFrame(() => this.scrollLeft ="
                        + " (this.querySelector('[aria-current]')?.offsetLeft ?? 0) - this.offsetLeft - 120))");
        return nav;
    }

    /** Adds this tab's parts with {@link #put}; called once. */
    abstract void build(Site opened);

    /** Shows a new picture; {@code now} is empty while the site is too new to be in it. */
    void show(FleetSnapshot picture, Optional<SiteNow> now) {}

    /** Looks at what else the address says. */
    void entered(BeforeEnterEvent event) {}

    final void put(Component... parts) {
        content.add(parts);
    }

    /** Takes all parts away and builds them again: something changed that is not in the live picture. */
    final void again() {
        content.removeAll();
        var fresh = desk.sites().get(caller, site().name());
        site = fresh;
        traffic.setText(trafficWords(fresh));
        build(fresh);
        var picture = desk.fleet().now(caller);
        show(picture, current(picture));
    }

    /** Says again who takes the traffic: that has changed while this page was open. */
    final void retell() {
        traffic.setText(trafficWords(site()));
    }

    final Site site() {
        if (site == null) {
            throw new IllegalStateException("The address was not read yet");
        }
        return site;
    }

    final Caller caller() {
        return caller;
    }

    final SiteDesk desk() {
        return desk;
    }

    final Instant now() {
        return desk.clock().instant();
    }

    @Override
    public List<Step> trail() {
        var trail = new ArrayList<Step>();
        trail.add(new Step("Sites", SitesNavigation.LIST));
        if (site == null) {
            return trail;
        }
        if (tab == Tab.OVERVIEW) {
            trail.add(new Step(site.name().value(), ""));
        } else {
            trail.add(new Step(site.name().value(), SitesNavigation.address(site.name())));
            trail.add(new Step(tab.title, ""));
        }
        return trail;
    }
}
