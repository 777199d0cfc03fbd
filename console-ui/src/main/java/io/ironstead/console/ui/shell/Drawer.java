package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Footer;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.server.menu.MenuConfiguration;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The way to the pages that this reader may open; on a phone it slides over the sheet. */
final class Drawer extends Nav {
    static final String ID = "drawer";
    private static final String ANVIL =
            "<svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"M2 5h12.500c0 2.800 1.300 3.500"
                    + " 3.500 3.500v1.500c-3.500 0-5.500 1-5.500 2.500H8C8 9.500 5.500 9 2 8zM6 14h8.500v2H6z\"/></svg>";

    private final Map<String, Anchor> links = new LinkedHashMap<>();
    private final Map<String, Span> badges = new LinkedHashMap<>();
    private final Div footFirst = new Div();
    private final Div footSecond = new Div();

    Drawer() {
        setId(ID);
        setClassName("drawer");
        setAriaLabel("Main");
        getElement().setAttribute("popover", "auto");
        add(brand());
        var list = new UnorderedList();
        for (var entry : MenuConfiguration.getMenuEntries()) {
            var path = entry.path().replaceFirst("^/", "");
            var badge = new Span();
            badge.setClassName("n");
            var link = Link.to(path, "");
            link.add(Icon.valueOf(entry.icon().toUpperCase(Locale.ROOT)).draw(), new Span(entry.title()), badge);
            links.put(path, link);
            badges.put(path, badge);
            list.add(new ListItem(link));
        }
        add(list, new Footer(footFirst, footSecond));
    }

    static Anchor brand() {
        var brand = Link.to("", "");
        brand.setClassName("brand");
        var anvil = new Span();
        anvil.setClassName("ic");
        anvil.getElement().setProperty("innerHTML", ANVIL);
        brand.add(anvil, new Span("Ironstead"));
        return brand;
    }

    /** Marks the page that is open, or the one it belongs to. */
    void mark(String path) {
        var first = path.split("/", 2)[0];
        links.forEach((address, link) -> {
            boolean current = address.equals(first);
            if (current) {
                link.getElement().setAttribute("aria-current", "page");
            } else {
                link.getElement().removeAttribute("aria-current");
            }
        });
    }

    /** Puts a count beside a page's name; with {@code attention} it is how many of them need a look. */
    void badge(String address, String text, boolean attention) {
        var badge = badges.get(address);
        if (badge == null || (text + attention).equals(badge.getElement().getAttribute("data-shown"))) {
            return;
        }
        badge.getElement().setAttribute("data-shown", text + attention);
        badge.removeAll();
        badge.setClassName(attention ? "n warn w" : "n");
        if (attention) {
            badge.add(Icon.WARN.draw());
            badge.setTitle(text + " need a look");
        }
        badge.add(new Span(text));
    }

    void foot(String first, String second) {
        footFirst.setText(first);
        footSecond.setText(second);
    }
}
