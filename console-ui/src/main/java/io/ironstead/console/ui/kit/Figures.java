package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;

/** One row of figures with hairlines between: a label, a number with its unit, a note. Text changes in place. */
public final class Figures extends Div {

    public Figures() {
        setClassName("figs");
    }

    public Figure figure(String label) {
        var figure = new Figure(label);
        add(figure);
        return figure;
    }

    /** One of them. */
    public static final class Figure extends Div {
        private final Span number = new Span("–");
        private final Element unit = new Element("small");
        private final Element note = new Element("p");

        private Figure(String label) {
            // A group with a name rather than a dl: a definition list may not hold the note.
            getElement().setAttribute("role", "group");
            getElement().setAttribute("aria-label", label);
            var name = new Element("div");
            name.setAttribute("class", "dt");
            name.setText(label);
            var value = new Element("div");
            value.setAttribute("class", "dd");
            value.appendChild(number.getElement(), new Element("span").setText(" "), unit);
            getElement().appendChild(name, value, note);
        }

        public void show(Quantity quantity, String words) {
            show(quantity.number(), quantity.unit(), words);
        }

        public void show(String value, String unitWords, String words) {
            number.setText(value);
            unit.setText(unitWords);
            note.setText(words);
            note.setAttribute("title", words);
        }

        /** Greys the number: it is old, and {@code since} says how old. */
        public void stale(boolean stale, String since) {
            setClassName("stale", stale);
            if (stale) {
                note.setText(since);
            }
        }
    }
}
