package io.ironstead.agent.supervise;

import java.util.List;

/** The versions that are built and run on this node, as the supervisor sees them. */
public interface Versions {

    /** From now on exactly these: new ones are fetched and built, others finish their requests and go. Never blocks. */
    void hold(List<Serving.Held> versions);

    /** Whether requests for this upload can be answered, if need be by waking an instance. */
    boolean isReady(Serving.Upload upload);
}
