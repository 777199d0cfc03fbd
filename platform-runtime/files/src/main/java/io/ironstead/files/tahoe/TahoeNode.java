package io.ironstead.files.tahoe;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.content.Contents;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Tahoe-LAFS process of this machine, kept alive: started, asked every five seconds how it is, killed and started
 * again after three answers that did not come, with growing pauses. It ends with this process, however that ends.
 */
public final class TahoeNode implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /** A start takes 2 to 10 seconds; one that takes longer hangs. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(60);
    private static final int MISSES_MAX = 3;

    private static final Logger log = LoggerFactory.getLogger(TahoeNode.class);

    private final TahoeInstall.Outcome.Installed installed;
    private final NodeSettings settings;
    private final NodeFolder folder;
    private final TahoeClient client;
    private final GridContents contents;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable TahoeProcess process;
    private volatile Health health = new Health(State.STARTING, 0, 0, 0);
    private Duration pause = Duration.ZERO;
    private long notBefore = System.nanoTime();
    private long polled;
    private int misses;
    private boolean isClosed;

    public TahoeNode(TahoeInstall.Outcome.Installed installed, NodeSettings settings) {
        this.installed = installed;
        this.settings = settings;
        folder = new NodeFolder(settings);
        client = new TahoeClient(settings.socket());
        contents = new GridContents(client);
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("tahoe-watch").factory());
    }

    /** What the node is doing. */
    public enum State {
        STARTING,
        READY,
        /** It died or hangs, and is started again. */
        DOWN
    }

    /**
     * @param connected servers of the grid it is connected with, itself among them
     * @param known servers of the grid
     * @param restarts since this object was made, those for new members not counted
     */
    public record Health(State state, int connected, int known, int restarts) {}

    /** This machine's server, as the other nodes of the grid must know it. */
    public GridServer server() throws IOException {
        return folder.server();
    }

    /** Writes the settings and starts the process; returns before it answers. */
    public void start(Collection<GridServer> servers, Spread spread, String convergence) throws IOException {
        folder.server();
        folder.write(List.copyOf(servers), spread, convergence);
        timer.scheduleWithFixedDelay(this::watch, 0, 500, TimeUnit.MILLISECONDS);
    }

    /** Gives the node another set of servers, which it reads at a start only: so it is stopped, and starts at once. */
    public void restart(Collection<GridServer> servers, Spread spread, String convergence) throws IOException {
        lock.lock();
        try {
            stopProcess();
            folder.write(List.copyOf(servers), spread, convergence);
            pause = Duration.ZERO;
            notBefore = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    public Health health() {
        return health;
    }

    /** The grid as a place for contents; empty while the node does not answer. */
    public Optional<Contents> contents() {
        return health.state() == State.READY ? Optional.of(contents) : Optional.empty();
    }

    /** To ask the node for more than contents. */
    public TahoeClient client() {
        return client;
    }

    /** Process id while it runs; for tests and for people. */
    public Optional<Long> pid() {
        lock.lock();
        try {
            return Optional.ofNullable(process).map(TahoeProcess::pid);
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            if (process == null) {
                startWhenDue();
            } else if (!process.isAlive()) {
                down("Tahoe-LAFS ended");
            } else if (isPollDue()) {
                poll(process);
            }
        } catch (IOException | RuntimeException failed) { // The edge: nobody is above this timer.
            log.atError().setCause(failed).log("Watching Tahoe-LAFS failed");
            down("Tahoe-LAFS could not be started");
        } finally {
            lock.unlock();
        }
    }

    private void startWhenDue() throws IOException {
        if (System.nanoTime() - notBefore >= 0) {
            process = TahoeProcess.start(installed, settings.folder());
            misses = 0;
            health = new Health(State.STARTING, 0, health.known(), health.restarts());
        }
    }

    private boolean isPollDue() {
        return health.state() != State.READY || System.nanoTime() - polled >= POLL.toNanos();
    }

    private void poll(TahoeProcess running) {
        polled = System.nanoTime();
        try {
            var servers = client.welcome(Deadline.in(ANSWER)).path("servers");
            int connected = 0;
            for (var server : servers) {
                // "connected" by HTTPS, "Connected to tcp:…" by Foolscap.
                if (server.path("connection_status")
                        .asString("")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("connected")) {
                    connected++;
                }
            }
            answered(connected, servers.size());
        } catch (FilesUnavailableException silent) {
            missed(running);
        }
    }

    private void answered(int connected, int known) {
        misses = 0;
        pause = Duration.ZERO;
        var before = health;
        health = new Health(State.READY, connected, known, before.restarts());
        if (before.state() != State.READY || before.connected() != connected) {
            log.atInfo()
                    .addKeyValue("connected", connected)
                    .addKeyValue("servers", known)
                    .log("Tahoe-LAFS is ready");
        }
    }

    private void missed(TahoeProcess running) {
        if (health.state() == State.STARTING) {
            if (running.age().compareTo(START) > 0) {
                down("Tahoe-LAFS did not start in time");
            }
        } else if (++misses >= MISSES_MAX) {
            down("Tahoe-LAFS does not answer");
        }
    }

    private void down(String what) {
        var last = process == null ? "" : process.lastLines();
        log.atWarn().addKeyValue("output", last).addKeyValue("pause", pause).log(what);
        if (process != null) {
            process.kill();
            process = null;
        }
        health = new Health(State.DOWN, 0, health.known(), health.restarts() + 1);
        notBefore = System.nanoTime() + pause.toNanos();
        var longer = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
        pause = longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
    }

    private void stopProcess() {
        if (process != null) {
            process.stop(STOP);
            process = null;
        }
        health = new Health(State.STARTING, 0, health.known(), health.restarts());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lock.lock();
        try {
            isClosed = true;
            stopProcess();
        } finally {
            lock.unlock();
        }
        client.close();
    }
}
