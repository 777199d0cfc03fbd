package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.shared.Registration;
import java.util.ArrayList;
import java.util.List;

/** Whether one browser tab wants news: not while it is hidden, and not while its reader pressed Pause. */
public final class Pulse {
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean paused;
    private boolean hidden;

    private Pulse() {}

    public static Pulse of(UI ui) {
        var pulse = ComponentUtil.getData(ui, Pulse.class);
        if (pulse == null) {
            pulse = new Pulse();
            ComponentUtil.setData(ui, Pulse.class, pulse);
        }
        return pulse;
    }

    public boolean beats() {
        return !paused && !hidden;
    }

    public boolean paused() {
        return paused;
    }

    public void pause(boolean now) {
        paused = now;
        changed();
    }

    public void hide(boolean now) {
        hidden = now;
        changed();
    }

    /** Runs {@code listener} after every change, until the registration is removed. */
    public Registration onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        List.copyOf(listeners).forEach(Runnable::run);
    }
}
