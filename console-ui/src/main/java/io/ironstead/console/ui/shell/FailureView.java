package io.ironstead.console.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shown when a page could not be made: our fault, logged under an id that the reader can name. */
@ParentLayout(Frame.class)
@AnonymousAllowed
class FailureView extends AskedForView implements HasErrorParameter<Exception> {
    private static final Logger log = LoggerFactory.getLogger(FailureView.class);

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> failure) {
        var id = Failures.newId();
        log.atError()
                .addKeyValue("failure", id)
                .addKeyValue("path", event.getLocation().getPath())
                .setCause(failure.getException())
                .log("Page could not be shown");
        say(
                "Error",
                "This page could not be shown",
                "The mistake is ours and is in the console's log as " + id
                        + ". Sites keep serving. Load the page again; if it stays, send the id to whoever runs this console.");
        return HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    }
}
