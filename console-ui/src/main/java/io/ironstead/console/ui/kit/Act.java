package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import org.jspecify.annotations.Nullable;

/** A button: what it does is its text. */
public final class Act extends NativeButton {
    private final Span words = new Span();
    private final @Nullable Span picture;
    private Runnable run;

    private Act(@Nullable Icon icon, String text, String classes, Runnable run) {
        getElement().setAttribute("type", "button");
        picture = icon == null ? null : icon.draw();
        if (picture != null) {
            add(picture);
        }
        words.setText(text);
        words.addClassName("words");
        add(words);
        setClassName(("btn " + classes).strip());
        this.run = run;
        addClickListener(click -> this.run.run());
    }

    /** The one main thing of a page. */
    public static Act main(@Nullable Icon icon, String text, Runnable run) {
        return new Act(icon, text, "do", run);
    }

    public static Act plain(@Nullable Icon icon, String text, Runnable run) {
        return new Act(icon, text, "", run);
    }

    /** Without a border: beside other things. */
    public static Act bare(@Nullable Icon icon, String text, Runnable run) {
        return new Act(icon, text, "bare", run);
    }

    /** What cannot be undone. */
    public static Act danger(@Nullable Icon icon, String text, Runnable run) {
        return new Act(icon, text, "danger", run);
    }

    /** Copies {@code text} to the clipboard in the browser, at once. */
    public static Act copy(String label, String text, String classes) {
        var act = new Act(Icon.COPY, label, classes, () -> {});
        act.getElement().setAttribute("data-copy", text);
        act.getElement().executeJs("this.addEventListener('click', () => ironstead.copy(this.dataset.copy, this))");
        return act;
    }

    /** What a copy button copies from now on. */
    public void copies(String text) {
        getElement().setAttribute("data-copy", text);
    }

    public void say(Icon icon, String text) {
        words.setText(text);
        if (picture != null) {
            icon.show(picture, "");
        }
    }

    /** Another text and deed in the same place; always true. */
    boolean becomes(String text, Runnable then) {
        words.setText(text);
        run = then;
        return true;
    }

    public Act pressed(boolean pressed) {
        getElement().setAttribute("aria-pressed", String.valueOf(pressed));
        return this;
    }

    public Act expanded(boolean expanded) {
        getElement().setAttribute("aria-expanded", String.valueOf(expanded));
        return this;
    }

    /** A further style class. */
    public Act styled(String classes) {
        addClassNames(classes.split(" "));
        return this;
    }
}
