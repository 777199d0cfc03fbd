package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.Route;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.sites.Site;
import io.ironstead.console.sites.SiteVersion;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.ServiceName;
import io.ironstead.model.control.TrafficSplit;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The versions of a site's services, and which of them take the traffic. */
@Route("sites/:site/versions")
@PermitAll
class VersionsView extends SitePage {
    private final List<ServicePart> parts = new ArrayList<>();

    VersionsView(SiteDesk desk) {
        super(desk, Tab.VERSIONS);
    }

    @Override
    void build(Site opened) {
        parts.clear();
        var versions = desk().versions().list(caller(), opened.name());
        if (versions.isEmpty()) {
            var none = section("");
            none.add(empty(
                    "No version yet",
                    "A version is one upload of your application. The first one takes all the traffic.",
                    Link.to(SitesNavigation.tab(opened.name(), "deploy"), "Deploy the first version")
                            .asButton(Icon.UP, "do")));
            put(none);
            return;
        }
        var traffic = desk().versions().traffic(caller(), opened.name());
        byService(versions).forEach((service, ofService) -> {
            var part = new ServicePart(service, ofService, Optional.ofNullable(traffic.get(service)));
            parts.add(part);
            put(part);
        });
    }

    private static Map<ServiceName, List<SiteVersion>> byService(List<SiteVersion> versions) {
        var services = new LinkedHashMap<ServiceName, List<SiteVersion>>();
        versions.forEach(one -> services.computeIfAbsent(one.service(), name -> new ArrayList<>())
                .add(one));
        return services;
    }

    @Override
    void show(FleetSnapshot picture, Optional<SiteNow> now) {
        parts.forEach(part -> part.show(now));
    }

    /** A version and how many instances of it run. */
    private record Line(SiteVersion version, long instances) {}

    /** One service. */
    private final class ServicePart extends Section {
        private final ServiceName service;
        private final List<SiteVersion> versions;
        private final Optional<TrafficSplit> split;
        private final Rows<Line> rows;
        private final Div editor = new Div();
        private final Act share;

        private ServicePart(ServiceName service, List<SiteVersion> versions, Optional<TrafficSplit> split) {
            this.service = service;
            this.versions = versions;
            this.split = split;
            setClassName("sec");
            setAriaLabel("Versions of " + service);
            rows = columns();
            share = Act.plain(null, "Share traffic…", this::edit).expanded(false);
            share.setEnabled(versions.size() > 1);
            var back = Act.plain(Icon.BACK, "Roll back", this::rollback);
            var title = new com.vaadin.flow.component.html.Header(
                    new com.vaadin.flow.component.html.H2(
                            service.equals(ServiceName.DEFAULT) ? "Versions" : service.value()),
                    Words.row("w", share, back));
            editor.setVisible(false);
            editor.getStyle().set("padding-bottom", "16px");
            add(title, editor, rows);
            show(Optional.empty());
        }

        private Rows<Line> columns() {
            return new Rows<Line>("Versions", line -> line.version().version().value())
                    .one(
                            "Version",
                            "",
                            "key",
                            line -> new Part.Out(
                                    line.version().version().value(),
                                    line.version().address().toString()))
                    .one(
                            "Traffic",
                            "",
                            "num main",
                            line -> new Part.Say(
                                    percent(line.version().trafficPermille()),
                                    "",
                                    line.version().trafficPermille() > 0 ? "strong" : "l"))
                    .one("State", "", "sub", this::state)
                    .one("Instances", "instances", "num sub", line -> Part.say(Quantity.count(line.instances())))
                    .one(
                            "Runtime",
                            "",
                            "sub",
                            line -> Part.say(line.version().app().runtimeName()))
                    .one(
                            "Uploaded",
                            "uploaded",
                            "sub",
                            line -> Part.say(Times.day(line.version().createdAt(), now()) + ", "
                                    + line.version().createdBy()))
                    .one(
                            "Digest",
                            "",
                            "sub desk least",
                            line -> new Part.Say(line.version().digest().brief(), "", "l"))
                    .column("", "", "acts sub", this::acts)
                    .fade(line -> !line.version().serving());
        }

        private Part state(Line line) {
            if (!line.version().serving()) {
                return new Part.Sign(Icon.PAUSE, "Stopped", "m");
            }
            return line.instances() > 0
                    ? new Part.Sign(Icon.CHECK, "Running", "m")
                    : new Part.Sign(Icon.MOON, "Asleep", "m");
        }

        private List<Part> acts(Line line) {
            var version = line.version();
            var name = version.version().value();
            var acts = new ArrayList<Part>();
            if (version.trafficPermille() < TrafficSplit.WHOLE && version.serving()) {
                acts.add(new Part.Do("Promote", name, () -> promote(version)));
            }
            if (version.trafficPermille() == 0) {
                acts.add(
                        version.serving()
                                ? new Part.Do("Stop", name, () -> serving(version, false))
                                : new Part.Do("Start", name, () -> serving(version, true)));
                acts.add(new Part.Do("Delete…", name, () -> delete(version)));
            }
            return acts;
        }

        private void show(Optional<SiteNow> now) {
            rows.show(versions.stream()
                    .map(version -> new Line(version, instances(version, now)))
                    .toList());
        }

        private static long instances(SiteVersion version, Optional<SiteNow> now) {
            return now.stream()
                    .flatMap(site -> site.instances().stream())
                    .filter(placed -> placed.instance().version().equals(version.key()))
                    .count();
        }

        private void edit() {
            boolean open = !editor.isVisible();
            editor.removeAll();
            if (open) {
                var names = versions.stream()
                        .filter(SiteVersion::serving)
                        .map(SiteVersion::version)
                        .toList();
                editor.add(new TrafficEditor(names, split, this::apply, this::edit));
            }
            editor.setVisible(open);
            share.expanded(open);
        }

        private void apply(TrafficSplit wanted) {
            desk().versions().setTraffic(caller(), site().name(), service, wanted);
            Toast.say(words(wanted) + ".");
            again();
        }

        private void promote(SiteVersion version) {
            desk().versions().promote(caller(), version.key());
            Toast.say(version.version() + " takes all traffic. Roll back undoes it.");
            again();
        }

        private void rollback() {
            var back = desk().versions().rollback(caller(), site().name(), service);
            Toast.say("Rolled back: " + words(back) + ".");
            again();
        }

        private void serving(SiteVersion version, boolean on) {
            desk().versions().setServing(caller(), version.key(), on);
            again();
        }

        private void delete(SiteVersion version) {
            Confirm.ask(
                    "Delete " + version.version() + "?",
                    "It takes no traffic. Its own address stops answering; to have it again, upload it again.",
                    "Delete " + version.version(),
                    () -> {
                        desk().versions().delete(caller(), version.key());
                        Toast.say(version.version() + " was deleted.");
                        again();
                    });
        }
    }
}
