package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.html.Div;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Page;
import java.util.List;

/** What the error pages share: a sentence, what it means, and where to go on. */
abstract class AskedForView extends Page {
    private String title = "Not found";

    /** Says it; {@code text} tells what the reader can do. */
    final void say(String shortTitle, String sentence, String text) {
        title = shortTitle;
        answer(sentence, "");
        var section = section("");
        var acts = new Div(
                Link.to("", "Overview").asButton(Icon.OVERVIEW, ""),
                Link.to("sites", "Sites").asButton(Icon.SITES, ""));
        acts.setClassName("acts");
        var empty = new Div(io.ironstead.console.ui.kit.Words.quiet(text), acts);
        empty.setClassName("empty");
        section.add(empty);
        add(section);
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step(title, ""));
    }
}
