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
import io.ironstead.console.ui.kit.Words;

/** Signing in with name and password. Who has no password yet uses a one-time link, and an operator makes those. */
@Route(value = "login", autoLayout = false)
@PageTitle("Sign in · Ironstead")
@AnonymousAllowed
class LoginView extends Main implements BeforeEnterObserver {
    private final Div problem = new Div();

    LoginView() {
        setClassName("alone");
        problem.setClassName("bad");
        problem.getElement().setAttribute("role", "alert");
        problem.setVisible(false);
        var form = new Element("form");
        form.setAttribute("method", "post").setAttribute("action", "login");
        form.appendChild(
                field("Name", "username", "text", "username"),
                field("Password", "password", "password", "current-password"));
        var submit = new Element("button");
        submit.setAttribute("type", "submit").setAttribute("class", "btn do").setText("Sign in");
        form.appendChild(submit);
        var card = new Div(Drawer.brand(), new H1("Sign in"), problem);
        card.getElement().appendChild(form);
        var hint = new Div(Words.small("No password yet? The first link is printed where the console was started,"
                + " and an operator makes a new one for you under Tenants."));
        hint.getStyle().set("margin-top", "16px");
        card.add(hint);
        add(card);
    }

    private static Element field(String label, String name, String type, String autocomplete) {
        var input = new Element("input");
        input.setAttribute("name", name)
                .setAttribute("type", type)
                .setAttribute("autocomplete", autocomplete)
                .setAttribute("required", "")
                .setAttribute("maxlength", "200");
        var field = new Element("label");
        field.setText(label);
        field.appendChild(input);
        return field;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var given = event.getLocation().getQueryParameters();
        if (given.getParameters().containsKey("error")) {
            say("Name or password is wrong.");
        }
        given.getSingleParameter("wait")
                .filter(seconds -> seconds.matches("[0-9]{1,4}"))
                .ifPresent(seconds -> say("Too many wrong passwords. Wait " + seconds
                        + " s and try again, or ask an operator for a one-time link."));
    }

    private void say(String sentence) {
        problem.setText(sentence);
        problem.setVisible(true);
    }
}
