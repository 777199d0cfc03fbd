package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import io.ironstead.console.audit.EventFeed.Event;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What changed, the newest first: when, how much it matters, and a sentence whose subject is a link. */
public final class Events extends UnorderedList {
    private final Function<SiteName, String> siteAddress;
    private final Function<NodeId, String> machineAddress;
    private List<Event> shown = List.of();

    public Events(Function<SiteName, String> siteAddress, Function<NodeId, String> machineAddress) {
        this.siteAddress = siteAddress;
        this.machineAddress = machineAddress;
        setClassName("events");
    }

    public void show(List<Event> events, Instant now) {
        if (events.equals(shown)) {
            return;
        }
        shown = List.copyOf(events);
        removeAll();
        for (var event : events) {
            add(item(event, now));
        }
        if (events.isEmpty()) {
            add(new ListItem(Words.quiet("Nothing yet.")));
        }
    }

    private ListItem item(Event event, Instant now) {
        var icon = switch (event.level()) {
            case INFO -> event.actor().isPresent() ? Icon.USER : event.site().isPresent() ? Icon.SITES : Icon.MACHINES;
            case ATTENTION -> Icon.WARN;
            case BROKEN -> Icon.BAD;
        };
        var colour = switch (event.level()) {
            case INFO -> "";
            case ATTENTION -> "warn";
            case BROKEN -> "bad";
        };
        return new ListItem(Times.element(event.at(), Times.day(event.at(), now)), icon.draw(colour), sentence(event));
    }

    /** Events name their site or machine first; that word becomes the link. */
    private Span sentence(Event event) {
        var text = event.sentence();
        var subject = event.site()
                .filter(site -> startsWith(text, site.value()))
                .map(site -> new Subject(site.value(), siteAddress.apply(site)))
                .or(() -> event.node()
                        .filter(node -> startsWith(text, node.value()))
                        .map(node -> new Subject(node.value(), machineAddress.apply(node))));
        return subject.map(found -> new Span(
                        Link.plain(found.address(), found.name()),
                        new Span(text.substring(found.name().length()))))
                .orElseGet(() -> withLink(event, text));
    }

    private Span withLink(Event event, String text) {
        Optional<Subject> about = event.site()
                .map(site -> new Subject(site.value(), siteAddress.apply(site)))
                .or(() -> event.node().map(node -> new Subject(node.value(), machineAddress.apply(node))));
        return about.map(found -> new Span(Link.plain(found.address(), found.name()), new Span(": " + text)))
                .orElseGet(() -> new Span(text));
    }

    private static boolean startsWith(String text, String name) {
        return text.startsWith(name + " ");
    }

    private record Subject(String name, String address) {}
}
