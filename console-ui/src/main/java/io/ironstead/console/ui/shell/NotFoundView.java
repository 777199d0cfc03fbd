package io.ironstead.console.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;

/** Shown for an address that leads nowhere, or to something that does not exist for this reader. */
@ParentLayout(Frame.class)
@AnonymousAllowed
class NotFoundView extends AskedForView implements HasErrorParameter<NotFoundException> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> missing) {
        say(
                "Not found",
                "There is no such page",
                "It may have been removed or renamed, or it belongs to somebody else. Ctrl-K finds what you may see.");
        return HttpServletResponse.SC_NOT_FOUND;
    }
}
