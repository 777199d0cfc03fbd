package io.ironstead.console.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import io.ironstead.console.security.NotAllowedException;
import jakarta.servlet.http.HttpServletResponse;

/** Shown when a service refused its caller although the route did not. */
@ParentLayout(Frame.class)
@AnonymousAllowed
class NotAllowedView extends AskedForView implements HasErrorParameter<NotAllowedException> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotAllowedException> refused) {
        say(
                "Not for you",
                String.valueOf(refused.getException().getMessage()),
                "You are signed in, but your role does not open this. Ask an operator if you need it.");
        return HttpServletResponse.SC_FORBIDDEN;
    }
}
