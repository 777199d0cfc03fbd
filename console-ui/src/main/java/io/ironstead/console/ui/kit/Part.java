package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Span;
import java.util.List;

/** One thing in a cell of {@link Rows}. Values, so that a row knows what changed since it was drawn. */
public sealed interface Part {

    /** A new component for it. */
    Component draw();

    /** Makes {@code drawn}, which a part of the same kind drew, show this one; false when that cannot be. */
    boolean amend(Component drawn);

    /** Text and its unit, with style classes. */
    record Say(String text, String unit, String classes) implements Part {
        @Override
        public Component draw() {
            var words = new Span(text);
            var whole = new Span(words, new Span());
            whole.setClassName(classes);
            amend(whole);
            return whole;
        }

        @Override
        public boolean amend(Component drawn) {
            var children = drawn.getChildren().toList();
            ((Span) children.get(0)).setText(text);
            ((Span) children.get(1)).setText(unit);
            children.get(1).getElement().setAttribute("class", "unit");
            ((Span) drawn).setClassName(classes);
            return true;
        }
    }

    /** A link inside the console. */
    record Go(String text, String address) implements Part {
        @Override
        public Component draw() {
            return Link.to(address, text);
        }

        @Override
        public boolean amend(Component drawn) {
            return false;
        }
    }

    /** A link to a visitor's address, in a new tab. */
    record Out(String text, String url) implements Part {
        @Override
        public Component draw() {
            return Link.out(url, text);
        }

        @Override
        public boolean amend(Component drawn) {
            return false;
        }
    }

    /** An icon and its word. */
    record Sign(Icon icon, String text, String classes) implements Part {
        @Override
        public Component draw() {
            return Words.sign(icon, text, classes);
        }

        @Override
        public boolean amend(Component drawn) {
            var children = drawn.getChildren().toList();
            icon.show((Span) children.get(0), "");
            ((Span) children.get(1)).setText(text);
            ((Span) drawn).setClassName(("w " + classes).strip());
            return true;
        }
    }

    /** A small curve; {@code top} is the value at its upper edge, or 0 to fit it to the row. */
    record Curve(List<Double> values, double top) implements Part {
        public Curve {
            values = List.copyOf(values);
        }

        @Override
        public Component draw() {
            var span = new Span();
            span.setClassName("ic");
            amend(span);
            return span;
        }

        @Override
        public boolean amend(Component drawn) {
            drawn.getElement().setProperty("innerHTML", Sparkline.svg(values, top));
            return true;
        }
    }

    /** A bar of 0 to 1. */
    record Meter(double share, boolean attention) implements Part {
        @Override
        public Component draw() {
            var fill = new Span();
            fill.setClassName("fill");
            var bar = new Span(fill);
            amend(bar);
            return bar;
        }

        @Override
        public boolean amend(Component drawn) {
            ((Span) drawn).setClassName(attention ? "meter desk warn" : "meter desk");
            var fill = drawn.getChildren().findFirst().orElseThrow();
            fill.getElement().getStyle().set("width", Math.round(Math.clamp(share, 0, 1) * 100) + "%");
            return true;
        }
    }

    /** A button. Two of the same text and {@code about} are the same, whatever they run. */
    record Do(String text, String about, Runnable run) implements Part {
        @Override
        public Component draw() {
            var act = Act.bare(null, text, run);
            act.setAriaLabel(about.isEmpty() ? text : text + " " + about);
            return act;
        }

        @Override
        public boolean amend(Component drawn) {
            return false;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Do that && text.equals(that.text) && about.equals(that.about);
        }

        @Override
        public int hashCode() {
            return text.hashCode() * 31 + about.hashCode();
        }
    }

    /** Text that opens something on the same page; {@code id} tells two of the same text apart. */
    record Open(String text, String id, Runnable run) implements Part {
        @Override
        public Component draw() {
            var act = Act.bare(null, text, run);
            act.setClassName("open");
            return act;
        }

        @Override
        public boolean amend(Component drawn) {
            return ((Act) drawn).becomes(text, run);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Open that && text.equals(that.text) && id.equals(that.id);
        }

        @Override
        public int hashCode() {
            return text.hashCode() * 31 + id.hashCode();
        }
    }

    static Part say(String text) {
        return new Say(text, "", "");
    }

    static Part say(Quantity quantity) {
        return new Say(quantity.number(), quantity.unit(), "");
    }
}
