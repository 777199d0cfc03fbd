package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Span;
import java.util.LinkedHashMap;
import java.util.Map;

/** The steps of long work, each with its time; what belongs to a step, as its log, hangs below it. */
public final class Steps extends OrderedList {
    private final Map<String, Item> items = new LinkedHashMap<>();

    /** How far a step is. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED
    }

    public Steps(String label) {
        setClassName("steps");
        getElement().setAttribute("aria-label", label);
    }

    /** Shows one step in place; a name not seen before goes to the end. */
    public void show(String name, State state, String detail, String took) {
        items.computeIfAbsent(name, this::newItem).show(state, detail, took);
    }

    /** Hangs {@code part} below a step, once. */
    public void below(String name, Component part) {
        items.computeIfAbsent(name, this::newItem).below(part);
    }

    private Item newItem(String name) {
        var item = new Item(name);
        add(item);
        return item;
    }

    private static final class Item extends ListItem {
        private final Span picture = Icon.PENDING.draw("l");
        private final Span name;
        private final Span detail = new Span();
        private final Span took = new Span();
        private final Span spoken = Words.unseen("");
        private final Div line;
        private State shown = State.WAITING;

        private Item(String title) {
            name = Words.styled(title, "strong");
            spoken.getElement().setAttribute("aria-live", "polite");
            took.setClassName("num");
            line = new Div(name, detail, took);
            add(picture, line, spoken);
            show(State.WAITING, "", "");
        }

        private void show(State state, String text, String time) {
            detail.setText(text);
            took.setText(time);
            took.setClassName("num", true);
            took.setClassName("strong", state == State.RUNNING);
            boolean later = state == State.WAITING || state == State.SKIPPED;
            line.setClassName(later ? "step next" : "step");
            detail.setClassName(later ? "" : "m");
            name.setClassName(state == State.FAILED ? "strong bad" : "strong");
            switch (state) {
                case WAITING, SKIPPED -> Icon.PENDING.show(picture, "l");
                case RUNNING -> Icon.RUN.show(picture, "spin");
                case DONE -> Icon.CHECK.show(picture, "ok");
                case FAILED -> Icon.BAD.show(picture, "bad");
            }
            if (state != shown) {
                shown = state;
                spoken.setText(name.getText() + ": " + spoken(state));
            }
        }

        private static String spoken(State state) {
            return switch (state) {
                case WAITING -> "waiting";
                case RUNNING -> "running";
                case DONE -> "done";
                case FAILED -> "failed";
                case SKIPPED -> "left out";
            };
        }

        private void below(Component part) {
            if (part.getParent().isEmpty()) {
                add(part);
            }
        }
    }
}
