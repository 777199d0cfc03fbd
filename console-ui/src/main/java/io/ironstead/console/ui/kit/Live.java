package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.shared.Registration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a component up to date while somebody can see it: subscribed when it is attached and its tab's {@link Pulse}
 * beats, and not otherwise. News that arrive faster than the browser takes them replace each other, so a slow tab
 * costs one value and no queue.
 *
 * @param <N> the news
 */
public final class Live<N> {
    private final Component shown;
    private final Function<Consumer<N>, Runnable> subscribe;
    private final Consumer<N> show;
    private final AtomicReference<@Nullable N> latest = new AtomicReference<>();
    private @Nullable Runnable end;
    private @Nullable Registration pulse;

    private Live(Component shown, Function<Consumer<N>, Runnable> subscribe, Consumer<N> show) {
        this.shown = shown;
        this.subscribe = subscribe;
        this.show = show;
    }

    /**
     * @param subscribe starts the news and gives back what ends them; news may come on any thread
     * @param show runs with the tab's lock
     */
    public static <N> void follow(Component shown, Function<Consumer<N>, Runnable> subscribe, Consumer<N> show) {
        var live = new Live<>(shown, subscribe, show);
        shown.addAttachListener(attached -> live.attach(attached.getUI()));
        shown.addDetachListener(detached -> live.detach());
        shown.getUI().ifPresent(live::attach);
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

    private void beat(UI ui) {
        boolean wanted = Pulse.of(ui).beats();
        if (wanted && end == null) {
            end = subscribe.apply(news -> arrived(ui, news));
        } else if (!wanted) {
            stop();
        }
    }

    private void stop() {
        if (end != null) {
            end.run();
            end = null;
        }
    }

    private void arrived(UI ui, N news) {
        if (latest.getAndSet(news) != null) {
            return;
        }
        try {
            ui.access(() -> {
                var newest = latest.getAndSet(null);
                if (newest != null && shown.isAttached() && end != null) {
                    show.accept(newest);
                }
            });
        } catch (com.vaadin.flow.component.UIDetachedException closed) {
            latest.set(null);
        }
    }
}
