package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HtmlContainer;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.dom.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A table of at most some hundred rows that change in place: a row keeps its elements while its key stays, and only
 * parts that differ are drawn again. On a phone the same elements become cards. It is a plain table and no Grid because
 * the console's lists are short and bounded, and a card needs no second renderer; see docs/decisions/051.
 *
 * @param <T> what a row shows
 */
@Tag("table")
public final class Rows<T> extends HtmlContainer {
    private final Function<T, String> key;
    private final List<Column<T>> columns = new ArrayList<>();
    private final Element head = new Element("tr");
    private final Element body = new Element("tbody");
    private final Map<String, Row> rows = new HashMap<>();
    private Predicate<T> chosen = item -> false;
    private Predicate<T> faded = item -> false;

    /** @param label what screen readers call the table */
    public Rows(String label, Function<T, String> key) {
        this.key = key;
        // Cards lay rows out as flex boxes, which takes their meaning as a table away: so it is said in roles.
        getElement().setAttribute("role", "table").setAttribute("aria-label", label);
        head.setAttribute("role", "row");
        var thead = new Element("thead");
        thead.setAttribute("role", "rowgroup");
        thead.appendChild(head);
        body.setAttribute("role", "rowgroup");
        getElement().appendChild(thead, body);
    }

    /**
     * @param title the column's name; an empty one is said to screen readers only: what can be done, or the value now
     * @param card what stands before the value on a phone; empty for nothing
     * @param classes {@code key} and {@code main} stand on a card's first line, {@code sub} on its second, {@code desk}
     *     on none; {@code num} aligns right
     */
    public Rows<T> column(String title, String card, String classes, Function<T, List<Part>> parts) {
        var cell = new Element("th");
        cell.setAttribute("role", "columnheader");
        if (!classes.isEmpty()) {
            cell.setAttribute(
                    "class", classes.replace("key", "").replace("main", "").strip());
        }
        if (title.isEmpty()) {
            cell.appendChild(
                    Words.unseen(classes.contains("acts") ? "Actions" : "Now").getElement());
        } else {
            cell.setText(title);
        }
        head.appendChild(cell);
        columns.add(new Column<>(card, classes, parts));
        return this;
    }

    /** A column of one part. */
    public Rows<T> one(String title, String card, String classes, Function<T, Part> part) {
        return column(title, card, classes, item -> List.of(part.apply(item)));
    }

    /** Which row is marked as selected. */
    public Rows<T> choose(Predicate<T> selected) {
        chosen = selected;
        return this;
    }

    /** Which rows are grey: they are over, or old. */
    public Rows<T> fade(Predicate<T> grey) {
        faded = grey;
        return this;
    }

    /** Shows exactly these, in this order. */
    public void show(List<T> items) {
        var wanted = items.stream().map(key).toList();
        rows.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().remove();
            }
            return gone;
        });
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var row = rows.computeIfAbsent(wanted.get(i), name -> new Row());
            if (i >= body.getChildCount() || !body.getChild(i).equals(row.line)) {
                row.line.removeFromParent();
                body.insertChild(Math.min(i, body.getChildCount()), row.line);
            }
            row.show(item);
        }
    }

    private record Column<T>(String card, String classes, Function<T, List<Part>> parts) {}

    private final class Row {
        private final Element line = new Element("tr");
        private final List<Cell> cells = new ArrayList<>();

        private Row() {
            line.setAttribute("role", "row");
            for (var column : columns) {
                var cell = new Cell(column);
                cells.add(cell);
                Rows.this.add(cell);
                line.appendChild(cell.getElement());
            }
        }

        private void show(T item) {
            for (int i = 0; i < cells.size(); i++) {
                cells.get(i).show(columns.get(i).parts().apply(item));
            }
            boolean selected = chosen.test(item);
            line.getClassList().set("sel", selected);
            line.getClassList().set("gone", faded.test(item));
            if (selected) {
                line.setAttribute("aria-selected", "true");
            } else {
                line.removeAttribute("aria-selected");
            }
        }

        private void remove() {
            line.removeFromParent();
        }
    }

    @Tag("td")
    private static final class Cell extends HtmlContainer {
        private List<Part> shown = List.of();
        private final List<Component> drawn = new ArrayList<>();

        private Cell(Column<?> column) {
            getElement().setAttribute("role", "cell");
            if (!column.classes().isEmpty()) {
                setClassName(column.classes());
            }
            if (!column.card().isEmpty()) {
                getElement().setAttribute("data-l", column.card());
            }
        }

        private void show(List<Part> parts) {
            if (parts.equals(shown)) {
                return;
            }
            if (!amend(parts)) {
                drawn.forEach(this::remove);
                drawn.clear();
                for (var part : parts) {
                    var component = part.draw();
                    drawn.add(component);
                    add(component);
                }
            }
            shown = List.copyOf(parts);
            // On a card an empty value would leave its label behind.
            getClassNames().set("void", parts.stream().allMatch(Cell::isVoid));
        }

        private static boolean isVoid(Part part) {
            return part instanceof Part.Say say
                    && say.text().isEmpty()
                    && say.unit().isEmpty();
        }

        private boolean amend(List<Part> parts) {
            if (parts.size() != shown.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                var part = parts.get(i);
                boolean same = part.equals(shown.get(i));
                boolean kind = part.getClass().equals(shown.get(i).getClass());
                if (!same && !(kind && part.amend(drawn.get(i)))) {
                    return false;
                }
            }
            return true;
        }
    }
}
