package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.HasDynamicTitle;
import java.util.List;

/**
 * The sheet of one view. Its h1 is the answer to the page's question, in a sentence; under it are sections with
 * hairlines between. The frame asks it for its {@link #trail()}.
 */
public abstract class Page extends Div implements HasDynamicTitle {
    private final H1 answer = new H1();
    private final Span more = Words.quiet("");
    private final Div head = new Div(answer, more);
    private final Span acts = new Span();
    private Runnable moved = () -> {};

    /** One step of the way to a page; the last one has no address. */
    public record Step(String text, String address) {}

    // Components are put together in constructors; nothing of a subclass runs here.
    @SuppressWarnings("this-escape")
    protected Page() {
        head.setClassName("head");
        acts.setClassName("acts");
        answer.getElement().setAttribute("aria-live", "polite");
        answer.setId("answer");
        add(head);
    }

    /** Where the page is, from the top. */
    public abstract List<Step> trail();

    @Override
    public String getPageTitle() {
        return String.join(" · ", trail().reversed().stream().map(Step::text).toList()) + " · Ironstead";
    }

    /** Runs {@code listener} when the page moves to another address by itself: {@link #trail} differs then. */
    public void whenMoved(Runnable listener) {
        moved = listener;
    }

    /** Says that {@link #trail} differs although nobody navigated. */
    protected void moved() {
        moved.run();
    }

    /** The sentence on top, and what else is to say beside it. */
    protected void answer(String sentence, String beside) {
        answer.setText(sentence);
        more.setText(beside);
        more.setVisible(!beside.isEmpty());
    }

    /** What can be done here, at the right of the head. */
    protected void acts(Component... buttons) {
        if (acts.getParent().isEmpty()) {
            head.add(acts);
        }
        acts.removeAll();
        acts.add(buttons);
    }

    /** For what else belongs beside the answer. */
    protected Div head() {
        return head;
    }

    /** A section with a title and what stands at its right. */
    public static Section section(String title, Component... right) {
        var section = new Section();
        section.setClassName("sec");
        if (!title.isEmpty()) {
            var header = new Header(new H2(title));
            header.add(right);
            section.add(header);
        }
        section.getElement().setAttribute("aria-label", title.isEmpty() ? "List" : title);
        return section;
    }

    /** Two halves side by side. */
    public static Div halves(Component left, Component right) {
        var cols = new Div(left, right);
        cols.setClassName("cols");
        return cols;
    }

    /** What is said where there is nothing yet, and what to do about it. */
    public static Div empty(String title, String text, Component... acts) {
        var words = new Div(new H2(title), Words.quiet(text));
        if (acts.length > 0) {
            var row = new Div(acts);
            row.setClassName("acts");
            words.add(row);
        }
        words.setClassName("empty");
        return words;
    }
}
