package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.shared.Registration;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.ToConsole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets log lines run into a {@link LogPane} while somebody can see it. Lines that come faster than the browser takes them
 * wait, at most as many as the pane holds; older ones are left out. A tail that stood still starts anew.
 */
public final class Tailing {
    private static final int WAITING_MAX = 2_000;

    private final LogPane pane;
    private final Function<Consumer<ToConsole.Lines>, Runnable> open;
    private final List<LogPane.Line> waiting = new ArrayList<>();
    private @Nullable Runnable end;
    private @Nullable Registration pulse;
    private boolean fresh;

    private Tailing(LogPane pane, Function<Consumer<ToConsole.Lines>, Runnable> open) {
        this.pane = pane;
        this.open = open;
    }

    /** @param open starts the tail and gives back what ends it; its reader may be called on any thread */
    public static void into(LogPane pane, Function<Consumer<ToConsole.Lines>, Runnable> open) {
        var tailing = new Tailing(pane, open);
        pane.addAttachListener(attached -> tailing.attach(attached.getUI()));
        pane.addDetachListener(detached -> tailing.detach());
        pane.getUI().ifPresent(tailing::attach);
    }

    private void attach(UI ui) {
        detach();
        pulse = Pulse.of(ui).onChange(() -> beat(ui));
        beat(ui);
    }

    private void detach() {
        if (pulse != null) {
            pulse.remove();
            pulse = null;
        }
        stop();
    }

    private void stop() {
        if (end != null) {
            end.run();
            end = null;
        }
    }

    private void beat(UI ui) {
        boolean wanted = Pulse.of(ui).beats();
        if (wanted && end == null) {
            fresh = true;
            end = open.apply(lines -> arrived(ui, lines));
        } else if (!wanted) {
            stop();
        }
    }

    private void arrived(UI ui, ToConsole.Lines lines) {
        synchronized (waiting) {
            boolean first = waiting.isEmpty();
            if (lines.skipped() > 0) {
                waiting.add(new LogPane.Line(null, "… " + lines.skipped() + " lines left out …", false));
            }
            lines.lines().stream().map(Tailing::line).forEach(waiting::add);
            if (waiting.size() > WAITING_MAX) {
                waiting.subList(0, waiting.size() - WAITING_MAX).clear();
            }
            if (!first || waiting.isEmpty()) {
                return;
            }
        }
        try {
            ui.access(this::hand);
        } catch (UIDetachedException closed) {
            synchronized (waiting) {
                waiting.clear();
            }
        }
    }

    private void hand() {
        List<LogPane.Line> lines;
        synchronized (waiting) {
            lines = List.copyOf(waiting);
            waiting.clear();
        }
        if (fresh) {
            pane.show(lines);
            fresh = false;
        } else {
            pane.append(lines);
        }
    }

    private static LogPane.Line line(LogLine line) {
        return new LogPane.Line(
                line.at(), line.text(), line.standardError(), new LogPane.Origin(line.version(), line.instance()));
    }
}
