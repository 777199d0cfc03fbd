package io.ironstead.cli.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** What {@code up} does in the foreground: starts again what dies, and stops everything when it is told to stop. */
public class Supervision {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(30);

    /** Who has run this long is well again: the next fall starts the back-off anew. */
    private static final Duration WELL_AFTER = Duration.ofMinutes(1);

    private final DataFolder data;
    private final LocalNode node;
    private final UpSettings settings;
    private final InstantSource clock;
    private final PrintWriter notes;

    private volatile boolean stopping;
    private int falls;
    private Instant lastStart;

    public Supervision(DataFolder data, LocalNode node, UpSettings settings, InstantSource clock, PrintWriter notes) {
        this.data = data;
        this.node = node;
        this.settings = settings;
        this.clock = clock;
        this.notes = notes;
        this.lastStart = clock.instant();
    }

    /** From now on, Ctrl-C and a termination signal stop what was started before this process ends. */
    public void stopAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-children"));
    }

    /** Watches both processes; ends only by a signal, or when {@code down} has stopped them from outside. */
    public int untilStopped() throws InterruptedException {
        while (!stopping) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
            var started = data.started();
            if (started.console() == null && started.agent() == null) {
                return 0;
            }
            if (!stopping
                    && (started.liveConsole().isEmpty() || started.liveAgent().isEmpty())) {
                restart(started);
            }
        }
        return 0;
    }

    private void restart(Started started) throws InterruptedException {
        falls = clock.instant().isAfter(lastStart.plus(WELL_AFTER)) ? 0 : falls + 1;
        var pause = Duration.ofSeconds(1L << Math.min(falls, 5));
        var dead = started.liveConsole().isEmpty() ? "console" : "agent";
        notes.println("The " + dead + " has stopped; starting it again. Its log is " + data.log(dead));
        notes.flush();
        TimeUnit.MILLISECONDS.sleep(Math.min(pause.toMillis(), BACK_OFF_MAX.toMillis()));
        if (stopping) {
            return;
        }
        lastStart = clock.instant();
        var console = node.console(settings);
        node.agent(settings, console);
    }

    private void stop() {
        stopping = true;
        new Shutdown(data).stopAll(notes);
    }
}
