package io.ironstead.agent.supervise;

import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.signin.SiteSignIn;
import java.util.List;
import java.util.Optional;

/** Where visitors come in, as the supervisor sees it. */
@FunctionalInterface
public interface Front {

    /** From the next request on visitors get exactly this. Requests that run go on with what they have. */
    void serve(List<DesiredSite> sites);

    /** How visitors sign in to sites from now on; empty: they cannot. */
    default void signIn(Optional<SiteSignIn> signIn) {}
}
