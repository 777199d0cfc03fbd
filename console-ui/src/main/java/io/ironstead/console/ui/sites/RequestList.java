package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;
import io.ironstead.console.fleet.FleetSnapshot.PlacedRequest;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.control.RequestSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last requests of a site. Rows stay where they are and their text changes; while one is open, or the pointer or the
 * focus is in the list, it stands still and counts what came meanwhile.
 */
final class RequestList extends Section {
    private static final int SHOWN = 12;

    private final Rows<Line> rows;
    private final Act fresh = Act.bare(null, "", this::thaw);
    private final Div none = new Div(Words.quiet("No request yet. Open the site, and it is here within a second."));
    private final Link all = Link.to("", "All in Logs");
    private List<PlacedRequest> frozen = List.of();
    private List<PlacedRequest> newest = List.of();
    private boolean held;

    /** A place in the list and what stands there now. */
    private record Line(int place, PlacedRequest request, boolean chosen) {}

    RequestList(boolean operator, Consumer<PlacedRequest> open) {
        setClassName("sec bleed");
        setAriaLabel("Last requests");
        rows = new Rows<Line>("Last requests", line -> String.valueOf(line.place()))
                .one(
                        "Time",
                        "",
                        "sub",
                        line -> Part.say(Times.fine(line.request().request().at())))
                .column(
                        "Path",
                        "",
                        "key",
                        line -> List.of(
                                new Part.Say(line.request().request().method() + " ", "", "l"),
                                new Part.Open(
                                        line.request().request().path(),
                                        line.request().request().id(),
                                        () -> open.accept(line.request()))))
                .one(
                        "Status",
                        "",
                        "num sub",
                        line -> status(line.request().request().status()))
                .one(
                        "Took",
                        "",
                        "num main",
                        line -> Part.say(
                                Quantity.millis(line.request().request().total())));
        if (operator) {
            rows.one(
                    "Machine", "", "sub", line -> Part.say(line.request().node().value()));
        }
        rows.one("Instance", "", "sub", line -> instance(line.request().request()))
                .one(
                        "Queue",
                        "queue",
                        "num sub desk",
                        line -> Part.say(
                                Quantity.millis(line.request().request().queue())))
                .choose(Line::chosen);
        rows.addClassName("requests");
        fresh.setVisible(false);
        add(new Header(new H2("Last requests"), Words.row("w", fresh, all)), rows, none);
        none.getStyle().set("padding", "0 var(--pad)");
        getElement().addEventListener("mouseenter", entered -> held = true);
        getElement().addEventListener("mouseleave", left -> held = false);
        getElement().addEventListener("focusin", entered -> held = true);
        getElement().addEventListener("focusout", left -> held = false);
    }

    void allLink(String address) {
        all.setHref(address);
    }

    void show(List<PlacedRequest> requests, Optional<String> chosen) {
        newest = requests;
        boolean still = (held || chosen.isPresent()) && !frozen.isEmpty();
        if (!still) {
            frozen = requests;
        }
        long waiting =
                still ? requests.stream().filter(one -> !frozen.contains(one)).count() : 0;
        fresh.setVisible(waiting > 0);
        fresh.say(Icon.DOWN, waiting + (waiting == 100 ? " or more" : "") + " new");
        draw(chosen);
    }

    private void thaw() {
        frozen = newest;
        fresh.setVisible(false);
        draw(Optional.empty());
    }

    private void draw(Optional<String> chosen) {
        var lines = new ArrayList<Line>();
        for (var request : frozen.subList(0, Math.min(SHOWN, frozen.size()))) {
            lines.add(new Line(
                    lines.size(),
                    request,
                    chosen.filter(request.request().id()::equals).isPresent()));
        }
        rows.show(lines);
        rows.setVisible(!lines.isEmpty());
        none.setVisible(lines.isEmpty());
    }

    private static Part status(int status) {
        return new Part.Say(String.valueOf(status), "", status >= 500 ? "bad strong" : status >= 400 ? "l" : "");
    }

    private static Part instance(RequestSample request) {
        if (request.instance().isEmpty()) {
            return Part.say("no instance");
        }
        return request.cold() ? new Part.Sign(Icon.MOON, "cold", "") : Part.say("warm");
    }
}
