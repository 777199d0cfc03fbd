package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Words;

/**
 * What a one-time link opens. It asks for one click more, so that mail scanners and link previews, which only fetch,
 * do not use the link up.
 */
@Route(value = "sign-in/:code", autoLayout = false)
@PageTitle("Sign in · Ironstead")
@AnonymousAllowed
class SignInView extends Main implements BeforeEnterObserver {
    private final SignInLinks links;

    SignInView(SignInLinks links) {
        this.links = links;
        setClassName("alone");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var code = event.getRouteParameters().get("code").orElse("");
        removeAll();
        var card = new Div(Drawer.brand());
        links.peek(code).ifPresentOrElse(user -> welcome(card, user, code), () -> over(card));
        add(card);
    }

    private static void welcome(Div card, String user, String code) {
        card.add(new H1("Welcome, " + user), Words.quiet("This link signs you in once."));
        var form = new Element("form");
        form.setAttribute("method", "post").setAttribute("action", SignInLinkFilter.PATH);
        var hidden = new Element("input");
        hidden.setAttribute("type", "hidden").setAttribute("name", "code").setAttribute("value", code);
        var submit = new Element("button");
        submit.setAttribute("type", "submit").setAttribute("class", "btn do").setText("Sign in as " + user);
        form.appendChild(hidden, submit);
        card.getElement().appendChild(form);
    }

    private static void over(Div card) {
        card.add(
                new H1("This link does not work any more"),
                Words.quiet("It was used already, or it is older than an hour. On the machine that runs the console,"
                        + " ./ironstead up prints a new one; an operator makes them under Tenants."));
        var again = new Div(Link.to("login", "Sign in with a password"));
        again.getStyle().set("margin-top", "16px");
        card.add(again);
    }
}
