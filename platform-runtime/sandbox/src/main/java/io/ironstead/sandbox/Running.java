package io.ironstead.sandbox;

import io.ironstead.model.Dialer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A program that was started, with everything it started in turn. */
public interface Running {

    /** Of the first process, as this machine counts. */
    long pid();

    /** How to reach what listens on {@code port}. */
    Dialer dialer(int port);

    /** What it writes, to be read by the caller: unread, the program stops at its next line. */
    InputStream standardOutput();

    InputStream standardError();

    /** Completes once the first process has ended and everything it started is gone. */
    CompletableFuture<Exit> exit();

    /** Asks it to end. */
    void terminate();

    /** Ends it and everything it started. */
    void kill();

    /** What it uses now; as of at most a second ago. */
    Usage usage();

    /** Where its processes listen. Costs milliseconds: for the moment of readiness and for error messages. */
    List<InetSocketAddress> listening();

    /**
     * How it ended.
     *
     * @param code as a shell tells it: above 128 it died of a signal
     * @param killedFor set when the sandbox ended it, as {@code out of memory at 256 MiB}
     */
    record Exit(int code, Optional<String> killedFor) {}

    /**
     * What all its processes use together.
     *
     * @param memoryBytes resident, shared pages counted once
     * @param processor busy processors over the last second; may exceed 1
     */
    record Usage(long memoryBytes, double processor, int processes) {
        public static final Usage NONE = new Usage(0, 0, 0);
    }
}
