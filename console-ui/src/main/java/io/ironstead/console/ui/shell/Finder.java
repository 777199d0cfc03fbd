package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import io.ironstead.console.ui.kit.Findable;
import io.ironstead.console.ui.kit.Findable.Found;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Words;
import java.util.ArrayList;
import java.util.List;

/** Finds anything by name: Ctrl-K, type, Enter. */
final class Finder {
    private static final int MATCHES_MAX = 8;
    private static final int TYPED_PAUSE_MILLIS = 100;

    private final List<Findable> sources;
    private final Dialog dialog = new Dialog("Find anything");
    private final TextField typed = new TextField();
    private final Div matches = new Div();
    private List<Found> found = List.of();

    Finder(List<Findable> sources) {
        this.sources = sources;
        typed.setAriaLabel("Name of a site, a machine or a page");
        typed.setPlaceholder("Name of a site, a machine or a page");
        typed.setWidthFull();
        typed.setMaxWidth("none");
        typed.setAutofocus(true);
        typed.setMaxLength(80);
        typed.setValueChangeMode(ValueChangeMode.LAZY);
        typed.setValueChangeTimeout(TYPED_PAUSE_MILLIS);
        typed.addValueChangeListener(change -> look(change.getValue()));
        typed.addKeyPressListener(
                Key.ENTER, pressed -> found.stream().findFirst().ifPresent(this::open));
        matches.setClassName("found");
        matches.getElement().setAttribute("role", "group").setAttribute("aria-label", "Matches");
        dialog.setWidth("480px");
        dialog.add(typed, matches);
    }

    void open() {
        if (!dialog.isOpened()) {
            typed.clear();
            look("");
            dialog.open();
            typed.focus();
        }
    }

    private void look(String text) {
        var all = new ArrayList<Found>();
        for (var source : sources) {
            all.addAll(source.find(text.strip().toLowerCase(java.util.Locale.ROOT), MATCHES_MAX));
        }
        found = all.subList(0, Math.min(MATCHES_MAX, all.size()));
        matches.removeAll();
        for (var one : found) {
            var link = Link.to(one.address(), "");
            link.add(one.icon().draw(), new Span(one.name()), Words.small(one.kind()));
            link.getElement().addEventListener("click", clicked -> dialog.close());
            matches.add(link);
        }
        if (found.isEmpty()) {
            matches.add(Words.quiet("Nothing is called so."));
        }
    }

    private void open(Found one) {
        dialog.close();
        UI.getCurrent().navigate(one.address());
    }
}
