package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.router.RouterLayout;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.security.Caller;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Findable;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Pulse;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Script;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.TenantId;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Around every page of somebody signed in: the drawer, the bar with the way here, and the sheet in {@code main}. */
@Layout
@PermitAll
class Frame extends Div implements RouterLayout, AfterNavigationObserver {
    private final Drawer drawer = new Drawer();
    private final Div crumbs = new Div();
    private final Main sheet = new Main();
    private final Span clock = new Span();
    private final Act pause;
    private final Finder finder;

    Frame(Visitor visitor, LiveFleet fleet, List<Findable> findables) {
        finder = new Finder(findables);
        setClassName("frame");
        crumbs.setClassName("crumbs");
        crumbs.getElement().setAttribute("role", "navigation").setAttribute("aria-label", "Where you are");
        sheet.setId("sheet");
        sheet.getElement().setAttribute("tabindex", "-1");
        pause = Act.bare(Icon.PAUSE, "Pause", this::turnPause).styled("s desk");
        var page = new Div(bar(visitor), sheet);
        page.setClassName("page");
        var skip = new Anchor("#sheet", "Skip to the page");
        skip.setClassName("skip");
        skip.setRouterIgnore(true);
        add(skip, drawer, page);
        var caller = visitor.caller();
        show(fleet.now(caller), caller);
        Live.<FleetSnapshot>follow(this, news -> fleet.subscribe(caller, news)::close, now -> show(now, caller));
    }

    /** The counts in the drawer, and the time of the newest picture. */
    private void show(FleetSnapshot now, Caller caller) {
        clock.setText(now.at().equals(Instant.EPOCH) ? "" : Times.clock(now.at()));
        drawer.badge("sites", String.valueOf(now.sites().size()), false);
        if (caller.isOperator()) {
            long looks = now.machines().stream()
                    .filter(one -> one.health() == Health.ATTENTION || one.health() == Health.AWAY)
                    .count();
            drawer.badge(
                    "machines",
                    String.valueOf(looks > 0 ? looks : now.machines().size()),
                    looks > 0);
        }
        var version = Optional.ofNullable(Frame.class.getPackage().getImplementationVersion());
        drawer.foot(
                caller.tenant().map(TenantId::value).orElse("all tenants"),
                (caller.isOperator() ? Quantity.plural(now.machines().size(), "machine") : "Ironstead")
                        + version.map(number -> " · " + number).orElse(""));
    }

    private Header bar(Visitor visitor) {
        var menu = Act.bare(Icon.MENU, "Menu", () -> {}).styled("phone");
        menu.getElement().setAttribute("popovertarget", Drawer.ID);
        var find = new NativeButton("", click -> finder.open());
        find.setClassName("find desk");
        find.getElement().setAttribute("type", "button");
        var keys = new com.vaadin.flow.dom.Element("kbd");
        keys.setText("Ctrl K");
        find.add(Icon.FIND.draw(), new Span("Find anything"));
        find.getElement().appendChild(keys);
        var findPhone = Act.bare(Icon.FIND, "Find", finder::open).styled("phone");
        clock.setClassName("w s live desk");
        var bar = new Header(menu, crumbs, clock, pause, find, findPhone, new UserMenu(visitor));
        bar.setClassName("bar");
        return bar;
    }

    @Override
    public void showRouterLayoutContent(HasElement content) {
        sheet.getElement().removeAllChildren();
        sheet.getElement().appendChild(content.getElement());
    }

    @Override
    public void removeRouterLayoutContent(HasElement old) {
        sheet.getElement().removeAllChildren();
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        drawer.mark(event.getLocation().getPath());
        var page = sheet.getElement()
                .getChildren()
                .findFirst()
                .flatMap(com.vaadin.flow.dom.Element::getComponent)
                .filter(Page.class::isInstance);
        crumbs.removeAll();
        page.map(Page.class::cast).ifPresent(shown -> {
            trail(shown.trail());
            shown.whenMoved(() -> {
                trail(shown.trail());
                UI.getCurrent().getPage().setTitle(shown.getPageTitle());
            });
        });
    }

    private void trail(List<Page.Step> trail) {
        crumbs.removeAll();
        for (int i = 0; i < trail.size(); i++) {
            var step = trail.get(i);
            boolean last = i == trail.size() - 1;
            Component part = last ? Words.styled(step.text(), "strong") : Link.to(step.address(), step.text());
            if (last) {
                part.getElement().setAttribute("aria-current", "page");
                part.getElement().getStyle().set("color", "var(--text)");
            }
            crumbs.add(part);
            if (!last) {
                var slash = new Span("/");
                slash.getElement().setAttribute("aria-hidden", "true");
                crumbs.add(slash);
            }
        }
    }

    private void turnPause() {
        var pulse = Pulse.of(UI.getCurrent());
        pulse.pause(!pulse.paused());
        showPause(pulse);
    }

    private void showPause(Pulse pulse) {
        pause.say(pulse.paused() ? Icon.PLAY : Icon.PAUSE, pulse.paused() ? "Go on" : "Pause");
        clock.setClassName("stale", pulse.paused());
        pause.setTitle(pulse.paused() ? "Numbers stand still" : "Numbers change every second");
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        Script.load(attached.getUI(), "frame.js");
        getElement().executeJs("const go=()=>window.ironstead?ironstead.attach(this):setTimeout(go,30);go()");
        showPause(Pulse.of(attached.getUI()));
    }

    @ClientCallable
    private void visible(boolean visible) {
        Pulse.of(UI.getCurrent()).hide(!visible);
    }

    @ClientCallable
    private void find() {
        finder.open();
    }
}
