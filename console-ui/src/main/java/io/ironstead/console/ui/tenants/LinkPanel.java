package io.ironstead.console.ui.tenants;

import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import io.ironstead.console.security.SignInLinks.SignInLink;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Words;

/** A fresh sign-in link, shown this once, to be handed to its person. */
final class LinkPanel extends Div {

    LinkPanel() {
        setVisible(false);
        getElement().setAttribute("role", "status");
    }

    void show(SignInLink link) {
        removeAll();
        var box = new Div(
                new Code(link.url().toString()), Act.copy("Copy", link.url().toString(), "do"));
        box.setClassName("cmd");
        add(
                Words.quiet("Give this link to " + link.user() + ". It signs them in once, until "
                        + Times.minute(link.expiresAt()) + "."),
                box);
        setVisible(true);
    }
}
