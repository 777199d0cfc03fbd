package io.ironstead.agent.converse;

import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.LogLine;
import java.util.List;

/** Logs and instances of this node, as the console's orders see them. */
public interface Workshop {

    /** Gives the last lines of a site's log, then what comes, until the reading is closed. */
    Reading tail(SiteName site, int lastLines, Lines lines);

    /** The end of the output of a bundle's build; empty when it was never built here. May read the disk. */
    String buildLog(Digest bundle);

    /** Ends one instance when its requests are done; unknown ones are ignored. */
    void retire(InstanceId instance);

    /** Takes lines of a log; {@code skipped} counts those lost before them. */
    @FunctionalInterface
    interface Lines {
        void take(List<LogLine> lines, long skipped);
    }

    /** A tail that runs. */
    @FunctionalInterface
    interface Reading extends AutoCloseable {
        @Override
        void close();
    }
}
