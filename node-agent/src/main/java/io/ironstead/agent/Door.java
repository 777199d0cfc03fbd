package io.ironstead.agent;

import io.ironstead.agent.supervise.Front;
import io.ironstead.model.control.RequestSample;
import io.ironstead.model.control.VersionLoad;
import java.time.Duration;
import java.util.List;

/** Where visitors of this node come in, as the agent's life sees it. */
interface Door extends Front, AutoCloseable {

    int httpPort();

    /** 0 when HTTPS is off. */
    int httpsPort();

    /** The requests counted since the last call. */
    List<VersionLoad> takeLoads();

    /** Some of the requests since the last call. */
    List<RequestSample> takeSamples();

    /** Takes nobody in any more and waits, at most this long, until everybody has been answered. */
    void drain(Duration max);

    @Override
    void close();
}
