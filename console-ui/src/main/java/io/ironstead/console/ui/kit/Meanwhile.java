package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks another machine while the page stays usable: the session is not held, and only the newest question's answer is shown.
 * All methods are for the session's thread.
 */
public final class Meanwhile {
    private final Component part;
    private long newest;

    /** @param part told as busy while an answer is awaited */
    public Meanwhile(Component part) {
        this.part = part;
    }

    /**
     * Reads on a thread of its own.
     *
     * @param read must bring its own deadline; what it throws goes to the session's error handler
     * @param then given the answer on the session's thread, unless another question was asked since or the page is gone
     */
    public <T> void ask(Supplier<T> read, Consumer<T> then) {
        var ui = UI.getCurrent();
        long asked = ++newest;
        part.getElement().setAttribute("aria-busy", "true");
        Thread.ofVirtual().name("meanwhile").start(() -> {
            Supplier<T> answer = answerOf(read);
            ui.access(() -> {
                if (asked == newest) {
                    part.getElement().setAttribute("aria-busy", "false");
                    then.accept(answer.get());
                }
            });
        });
    }

    /** What was read, or what it threw, thrown again where the page's errors are shown. */
    private static <T> Supplier<T> answerOf(Supplier<T> read) {
        try {
            var answer = read.get();
            return () -> answer;
        } catch (RuntimeException failed) {
            return () -> {
                throw failed;
            };
        }
    }
}
