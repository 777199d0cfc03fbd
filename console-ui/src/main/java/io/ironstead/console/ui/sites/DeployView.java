package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.html.Aside;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.bundles.Deployment;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.VersionId;
import jakarta.annotation.security.PermitAll;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings an archive to visitors. While one is on its way the page shows its steps, at an address of their own that can be
 * opened again later or by somebody else.
 */
@Route("sites/:site/deploy")
@RouteAlias("sites/:site/deploy/:deployment([0-9]{1,18})")
@PermitAll
class DeployView extends SitePage {
    private static final int LISTED = 12;
    private static final int LIST_EVERY_SECONDS = 3;

    private final LogService logs;
    private final Div work = new Div();
    private final Div place = new Div();
    private final TrafficChoice traffic = new TrafficChoice();
    private final TextField version = new TextField("Version");
    private final Rows<Deployment> earlier;
    private final Section earlierPart = section("Deployments");
    private volatile String versionName = "";
    private String answered = "";
    private long second;
    private @Nullable DeploymentPanel panel;

    DeployView(SiteDesk desk, LogService logs) {
        super(desk, Tab.DEPLOY);
        this.logs = logs;
        version.setPlaceholder("next free: v1, v2, …");
        version.setMaxLength(63);
        version.addValueChangeListener(typed -> versionName = typed.getValue().strip());
        earlier = new Rows<Deployment>("Deployments", one -> String.valueOf(one.id()))
                .one(
                        "Version",
                        "",
                        "key",
                        one -> new Part.Go(
                                one.version().map(VersionId::value).orElse("#" + one.id()),
                                SitesNavigation.deployment(one.site(), one.id())))
                .one("State", "", "main", one -> DeploymentPanel.state(one.state()))
                .one("Archive", "", "sub", one -> Part.say(one.fileName()))
                .one("By", "by", "sub", one -> Part.say(one.createdBy()))
                .one("When", "", "sub", one -> Part.say(Times.day(one.createdAt(), now())))
                .choose(one -> panel != null && panel.id() == one.id());
        work.setClassName("work");
    }

    @Override
    void build(Site opened) {
        version.setHelperText("Only letters, digits and hyphens. A name that exists and takes no traffic is replaced.");
        var drop = new Section(new ArchiveDrop(this::receive));
        drop.setClassName("sec");
        drop.getStyle().set("border-top", "0");
        drop.setAriaLabel("Upload");
        place.removeAll();
        earlierPart.add(earlier);
        var main = new Div(place, drop, earlierPart);
        work.removeAll();
        work.add(main, options());
        put(work);
        list();
    }

    private Aside options() {
        var warm = new Div(new H2("When it is warm"), traffic);
        warm.setClassName("aside-sec");
        var name = new Div(version);
        name.setClassName("aside-sec");
        var wrong = new Div(
                new H2("If it goes wrong"),
                Words.quiet("What serves now goes on serving. Going back takes one click under Versions."));
        wrong.setClassName("aside-sec");
        return new Aside(warm, name, wrong);
    }

    /** On the thread of the upload. */
    private void receive(String fileName, long announcedBytes, InputStream archive) {
        var ui = getUI();
        var site = site().name();
        Deployment begun;
        try {
            desk().deployments().requireRoom(announcedBytes);
            begun = desk().deployments().begin(caller(), site, fileName, chosenVersion(), traffic.permille());
        } catch (RefusedException | IllegalArgumentException refused) {
            later(ui, () -> Toast.alert(String.valueOf(refused.getMessage())));
            return;
        }
        later(ui, () -> {
            UI.getCurrent().getPage().getHistory().pushState(null, SitesNavigation.deployment(site, begun.id()));
            open(begun);
        });
        desk().deployments().receive(caller(), site, begun.id(), archive);
    }

    private Optional<VersionId> chosenVersion() {
        var name = versionName;
        return name.isEmpty() ? Optional.empty() : Optional.of(new VersionId(name));
    }

    private static void later(Optional<UI> ui, com.vaadin.flow.server.Command then) {
        try {
            ui.ifPresent(there -> there.access(then));
        } catch (UIDetachedException closed) {
            // Nobody looks any more: the deployment goes on, and its address shows it.
        }
    }

    @Override
    void entered(BeforeEnterEvent event) {
        var id = event.getRouteParameters().get("deployment").map(Long::parseLong);
        if (id.isEmpty()) {
            panel = null;
            place.removeAll();
            answerFor(Optional.empty());
        } else if (panel == null || panel.id() != id.get()) {
            open(desk().deployments().get(caller(), site().name(), id.get()));
        }
        list();
    }

    private void open(Deployment deployment) {
        var opened = new DeploymentPanel(desk(), logs, caller(), deployment);
        panel = opened;
        place.removeAll();
        place.add(opened);
        answerFor(Optional.of(deployment));
        list();
    }

    private void answerFor(Optional<Deployment> deployment) {
        answered =
                deployment.map(DeploymentPanel::sentence).orElse(site().name().value());
        answer(answered, "");
        moved();
    }

    @Override
    void show(FleetSnapshot picture, Optional<SiteNow> now) {
        if (second++ % LIST_EVERY_SECONDS == 0) {
            list();
        }
        var open = panel;
        if (open == null) {
            return;
        }
        try {
            var fresh = desk().deployments().get(caller(), site().name(), open.id());
            open.show(fresh);
            if (!DeploymentPanel.sentence(fresh).equals(answered)) {
                answerFor(Optional.of(fresh));
                retell();
                list();
            }
        } catch (NotFoundException gone) {
            panel = null;
            place.removeAll();
            place.add(new Div(Link.to(SitesNavigation.LIST, "The site was deleted. All sites")));
        }
    }

    private void list() {
        var all = desk().deployments().list(caller(), site().name());
        earlierPart.setVisible(!all.isEmpty());
        earlier.show(all.subList(0, Math.min(LISTED, all.size())));
    }

    @Override
    public List<Step> trail() {
        var trail = new ArrayList<>(super.trail());
        var open = panel;
        if (open != null && !trail.isEmpty()) {
            trail.removeLast();
            trail.add(new Step("Deploy", SitesNavigation.tab(site().name(), "deploy")));
            trail.add(new Step(open.shown().version().map(VersionId::value).orElse("#" + open.id()), ""));
        }
        return trail;
    }
}
