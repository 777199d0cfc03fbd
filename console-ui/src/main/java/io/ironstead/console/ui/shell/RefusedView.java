package io.ironstead.console.ui.shell;

import com.vaadin.flow.router.AccessDeniedException;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;

/** Shown for a page that this reader's role does not open. */
@ParentLayout(Frame.class)
@AnonymousAllowed
class RefusedView extends AskedForView implements HasErrorParameter<AccessDeniedException> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<AccessDeniedException> refused) {
        say(
                "Not for you",
                "This page is for operators",
                "You are signed in, but your role does not open it. Ask an operator if you need it.");
        return HttpServletResponse.SC_FORBIDDEN;
    }
}
