package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.ironstead.console.security.Caller;
import io.ironstead.console.signin.SiteSignInService;
import io.ironstead.console.signin.SiteSignInService.Visit;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;

/**
 * Where a site sends somebody who has to sign in to it. Signing in here was asked before; this page asks whether the
 * site may know who it is, so that no site learns it from a visit alone.
 */
@Route(value = "site-sign-in", autoLayout = false)
@PageTitle("Sign in to a site · Ironstead")
@PermitAll
class SiteSignInView extends Main implements BeforeEnterObserver {
    private final SiteSignInService signIns;
    private final Caller caller;

    SiteSignInView(SiteSignInService signIns, Visitor visitor) {
        this.signIns = signIns;
        this.caller = visitor.caller();
        setClassName("alone");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var given = event.getLocation().getQueryParameters();
        var card = new Div(Drawer.brand());
        removeAll();
        signIns.visit(
                        given.getSingleParameter("to").orElse(""),
                        given.getSingleParameter("state").orElse(""))
                .ifPresentOrElse(visit -> ask(card, visit), () -> noSite(card));
        add(card);
    }

    private void ask(Div card, Visit visit) {
        var host = visit.origin().replaceFirst("^https?://", "");
        var learns = "The site learns your name, " + caller.user() + ", and whether you may administer it: "
                + (caller.mayUse(visit.site().tenant()) ? "yes." : "no.");
        var go = Act.main(
                null,
                "Go on as " + caller.user(),
                () -> UI.getCurrent().getPage().setLocation(signIns.codeFor(caller, visit)));
        var acts = new Div(go);
        acts.getStyle().set("margin", "16px 0");
        card.add(new H1("Sign in to " + host), Words.quiet(learns), acts);
        card.add(new Div(Words.small("Did you not want to go there? Close this page, and nothing was told.")));
    }

    private static void noSite(Div card) {
        card.add(
                new H1("No site asked for this"),
                Words.quiet("The address that led here is not one of a site on these machines. Go back to the site and"
                        + " sign in from there."));
    }
}
