package io.ironstead.console.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import io.ironstead.console.security.NotFoundException;
import jakarta.servlet.http.HttpServletResponse;

/** Shown for the page of a thing that does not exist, or not for this reader: the two look the same. */
@ParentLayout(Frame.class)
@AnonymousAllowed
class GoneView extends AskedForView implements HasErrorParameter<NotFoundException> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> gone) {
        say(
                "Not found",
                String.valueOf(gone.getException().getMessage()),
                "It may have been removed or renamed, or it belongs to somebody else. Ctrl-K finds what you may see.");
        return HttpServletResponse.SC_NOT_FOUND;
    }
}
