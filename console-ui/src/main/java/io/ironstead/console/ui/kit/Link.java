package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AnchorTarget;

/** A link to a page of the console (an address without a slash in front), or to somewhere else. */
public final class Link extends Anchor {

    private Link(String href, String text) {
        super(href, text);
    }

    /** Inside the console: does not load the page anew. */
    public static Link to(String address, String text) {
        var link = new Link(address, text);
        link.getElement().setAttribute("router-link", "");
        return link;
    }

    /** As {@link #to}, bold and in the colour of text. */
    public static Link plain(String address, String text) {
        var link = to(address, text);
        link.setClassName("plain");
        return link;
    }

    /** To a site or document of others, in a new tab. */
    public static Link out(String url, String text) {
        var link = new Link(url, text);
        link.setTarget(AnchorTarget.BLANK);
        link.getElement().setAttribute("rel", "noopener");
        return link;
    }

    /** Looks like a button. */
    public Link asButton(Icon icon, String classes) {
        var text = getText();
        setText("");
        add(icon.draw(), new com.vaadin.flow.component.html.Span(text));
        setClassName(("btn " + classes).strip());
        return this;
    }
}
