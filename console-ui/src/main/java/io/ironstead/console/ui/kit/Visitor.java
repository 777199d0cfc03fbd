package io.ironstead.console.ui.kit;

import com.vaadin.flow.spring.security.AuthenticationContext;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.security.NotAllowedException;
import org.springframework.stereotype.Component;

/** Who looks at the console right now. Views ask once, when they are made, and hand it to every service. */
@Component
public class Visitor {
    private final CurrentCaller current;
    private final AuthenticationContext authentication;

    Visitor(CurrentCaller current, AuthenticationContext authentication) {
        this.current = current;
        this.authentication = authentication;
    }

    /** @throws NotAllowedException when nobody is signed in, or the account is gone */
    public Caller caller() {
        return current.get();
    }

    public void signOut() {
        authentication.logout();
    }
}
