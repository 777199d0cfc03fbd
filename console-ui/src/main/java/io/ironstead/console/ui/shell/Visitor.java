package io.ironstead.console.ui.shell;

import com.vaadin.flow.spring.security.AuthenticationContext;
import org.springframework.stereotype.Component;

/** Who looks at the console right now, in the words the frame uses. */
@Component
class Visitor {
    private final AuthenticationContext authentication;

    Visitor(AuthenticationContext authentication) {
        this.authentication = authentication;
    }

    String name() {
        return authentication.getPrincipalName().orElse("nobody");
    }

    boolean operator() {
        return authentication.hasRole("OPERATOR");
    }

    String role() {
        return operator() ? "operator" : "tenant";
    }

    void signOut() {
        authentication.logout();
    }
}
