package io.ironstead.agent.supervise;

import io.ironstead.model.control.DesiredSite;
import java.util.List;

/** The versions that are built and run on this node, as the supervisor sees them. */
public interface Versions {

    /**
     * From now on exactly these versions: new ones are fetched and built, others finish their requests and go. An upload
     * that replaces another of the same version takes over once it is ready. Never blocks.
     */
    void hold(List<DesiredSite> sites);

    /** Whether requests for this upload can be answered, if need be by waking an instance. */
    boolean isReady(Serving.Upload upload);
}
