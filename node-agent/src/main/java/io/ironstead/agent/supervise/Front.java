package io.ironstead.agent.supervise;

import io.ironstead.model.control.DesiredSite;
import java.util.List;

/** Where visitors come in, as the supervisor sees it. */
@FunctionalInterface
public interface Front {

    /** From the next request on visitors get exactly this. Requests that run go on with what they have. */
    void serve(List<DesiredSite> sites);
}
