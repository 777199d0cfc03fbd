package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A choice of a few, one of them pressed. */
public final class Segmented<T> extends Div {
    private final Map<T, NativeButton> buttons = new LinkedHashMap<>();

    @SafeVarargs
    public Segmented(String label, Function<T, String> words, Consumer<T> choose, T... values) {
        setClassName("seg");
        getElement().setAttribute("role", "group").setAttribute("aria-label", label);
        for (var value : values) {
            var button = new NativeButton(words.apply(value), click -> {
                choose(value);
                choose.accept(value);
            });
            button.getElement().setAttribute("type", "button");
            buttons.put(value, button);
            add(button);
        }
    }

    /** Presses one without telling anybody. */
    public void choose(T value) {
        buttons.forEach(
                (one, button) -> button.getElement().setAttribute("aria-pressed", String.valueOf(one.equals(value))));
    }
}
