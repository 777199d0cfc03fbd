package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Span;

/** Short runs of text with the sheet's styles, so that views read like the screen. */
public final class Words {
    private Words() {}

    public static Span text(String text) {
        return new Span(text);
    }

    /** Prose beside the main thing. */
    public static Span quiet(String text) {
        return styled(text, "m");
    }

    /** Labels and units. */
    public static Span small(String text) {
        return styled(text, "l s");
    }

    public static Span bold(String text) {
        return styled(text, "plain");
    }

    public static Span styled(String text, String classes) {
        var span = new Span(text);
        span.setClassName(classes);
        return span;
    }

    /** An icon with its word. */
    public static Span sign(Icon icon, String text, String classes) {
        var span = new Span(icon.draw(), new Span(text));
        span.setClassName(("w " + classes).strip());
        return span;
    }

    /** Shows {@code text} to screen readers only. */
    public static Span unseen(String text) {
        return styled(text, "sr");
    }

    /** A row of components with the given style classes. */
    public static Span row(String classes, Component... parts) {
        var span = new Span(parts);
        span.setClassName(classes);
        return span;
    }
}
