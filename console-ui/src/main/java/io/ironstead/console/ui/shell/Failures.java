package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ErrorHandler;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import io.ironstead.console.security.NotAllowedException;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.ui.kit.Toast;
import java.lang.reflect.InvocationTargetException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The edge for exceptions out of clicks and news: logged once under an id, and the reader is told that id. */
@Component
class Failures implements VaadinServiceInitListener, ErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 4;

    /** A short id, to find one failure in the log. */
    static String newId() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void serviceInit(ServiceInitEvent init) {
        init.getSource().addSessionInitListener(session -> session.getSession().setErrorHandler(this));
    }

    @Override
    public void error(ErrorEvent event) {
        switch (root(event.getThrowable())) {
            case RefusedException refused -> tell(refused.getMessage() + " " + refused.advice());
            case NotFoundException missing -> tell(missing.getMessage() + "");
            case NotAllowedException notAllowed -> tell(notAllowed.getMessage() + "");
            case Throwable fault -> fault(fault);
        }
    }

    private static void fault(Throwable fault) {
        var id = newId();
        log.atError().addKeyValue("failure", id).setCause(fault).log("Action failed");
        tell("That did not work, and the mistake is ours: " + id + " in the console's log.");
    }

    private static void tell(String sentence) {
        if (UI.getCurrent() != null) {
            Toast.alert(sentence);
        }
    }

    /** What a service threw, out of what Flow wrapped it in. */
    private static Throwable root(Throwable thrown) {
        var cause = thrown.getCause();
        boolean wrapped = thrown instanceof ExecutionException || thrown instanceof InvocationTargetException;
        return wrapped && cause != null ? root(cause) : thrown;
    }
}
