package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Hr;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.kit.Words;

/** Who is signed in, the account, the colour scheme, and the way out. */
final class UserMenu extends Span {
    private static final String ID = "user-menu";

    UserMenu(Visitor visitor) {
        setClassName("who desk");
        var open = new NativeButton();
        open.setClassName("w");
        open.getElement().setAttribute("type", "button").setAttribute("popovertarget", ID);
        var me = visitor.caller();
        open.add(
                Icon.USER.draw(),
                Words.unseen("Account of "),
                new Span(me.user()
                        + (me.isOperator() ? ", operator" : ", " + me.tenant().orElseThrow())),
                Icon.DOWN.draw());
        var menu = new Div(
                entry("settings", Icon.SETTINGS, "Your account"),
                new Hr(),
                scheme("Light", "light"),
                scheme("Dark", "dark"),
                scheme("As the system", ""),
                new Hr(),
                signOut(visitor));
        menu.setId(ID);
        menu.setClassName("menu");
        menu.getElement().setAttribute("popover", "auto");
        add(open, menu);
    }

    private static Link entry(String address, Icon icon, String text) {
        var link = Link.to(address, "");
        link.add(icon.draw(), new Span(text));
        return link;
    }

    /** A switch that works in the browser alone, before and after any server has heard of it. */
    static NativeButton scheme(String text, String value) {
        var button = new NativeButton(text);
        button.getElement().setAttribute("type", "button");
        button.getElement().executeJs("this.addEventListener('click', () => ironstead.scheme($0))", value);
        return button;
    }

    static Act signOut(Visitor visitor) {
        var out = Act.bare(Icon.OUT, "Sign out", visitor::signOut);
        out.setClassName("");
        return out;
    }
}
