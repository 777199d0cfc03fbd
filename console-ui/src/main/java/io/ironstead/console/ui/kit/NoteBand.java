package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.List;

/** At most one thing that needs a look: the worst, and how many more there are. Screen readers hear it change. */
public final class NoteBand extends Div {
    private List<Note> shown = List.of();

    /** @param links where to go about it, as text and address */
    public record Note(boolean broken, String name, String fact, List<Go> links) {}

    /** A link of a note. */
    public record Go(String text, String address) {}

    public NoteBand() {
        setClassName("note");
        getElement().setAttribute("role", "status");
        setVisible(false);
    }

    /** Shows the first of these, worst first. */
    public void show(List<Note> notes) {
        if (notes.equals(shown)) {
            return;
        }
        shown = List.copyOf(notes);
        removeAll();
        setVisible(!notes.isEmpty());
        if (notes.isEmpty()) {
            return;
        }
        var worst = notes.getFirst();
        setClassName("broken", worst.broken());
        var icon = worst.broken() ? Icon.BAD : Icon.WARN;
        var name = Words.row(worst.broken() ? "w bad" : "w warn", icon.draw(), Words.styled(worst.name(), "strong"));
        add(name, Words.quiet(worst.fact()));
        if (notes.size() > 1) {
            add(Words.small("and " + (notes.size() - 1) + " more"));
        }
        if (!worst.links().isEmpty()) {
            var acts = new Span();
            acts.setClassName("acts");
            worst.links().forEach(go -> acts.add(Link.to(go.address(), go.text())));
            add(acts);
        }
    }
}
