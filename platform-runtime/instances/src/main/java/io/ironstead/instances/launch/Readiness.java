package io.ironstead.instances.launch;

import io.ironstead.instances.log.LastLines;
import io.ironstead.sandbox.Running;
import io.ironstead.sandbox.Running.Exit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until a started program answers on its port, or tells why it does not. Looks every few milliseconds: a visitor
 * waits for this.
 */
public final class Readiness {
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long ELSEWHERE_EVERY = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Running running;
    private final int port;
    private final LastLines output;
    private final Duration startMax;
    private final Duration elsewhereMax;
    private final long began = System.nanoTime();

    public Readiness(Running running, int port, LastLines output, Duration startMax, Duration elsewhereMax) {
        this.running = running;
        this.port = port;
        this.output = output;
        this.startMax = startMax;
        this.elsewhereMax = elsewhereMax;
    }

    /** Waits until it accepts connections. Empty: it does. */
    public Optional<StartFailure> awaitAccept() {
        var exit = running.exit();
        long nextLook = began + ELSEWHERE_EVERY;
        long elsewhereSince = Long.MAX_VALUE;
        while (true) {
            if (exit.isDone()) {
                return Optional.of(ended(exit.join()));
            }
            if (accepts()) {
                return Optional.empty();
            }
            long now = System.nanoTime();
            if (now - nextLook >= 0) {
                nextLook = now + ELSEWHERE_EVERY;
                boolean elsewhere = !running.listening().isEmpty();
                elsewhereSince = elsewhere ? Math.min(elsewhereSince, now) : Long.MAX_VALUE;
                if (elsewhere && now - elsewhereSince >= elsewhereMax.toNanos()) {
                    return Optional.of(notOnPort());
                }
            }
            if (now - began >= startMax.toNanos()) {
                return Optional.of(notOnPort());
            }
            if (Thread.currentThread().isInterrupted()) {
                return Optional.of(new StartFailure("This node is stopping", "Deploy to another one.", output.get()));
            }
            LockSupport.parkNanos(LOOK_EVERY);
        }
    }

    /** A port that answers may be another program's that was faster: only this program's own counts. */
    private boolean accepts() {
        return Probe.accepts(running.dialer(port), CONNECT)
                && running.listening().stream().anyMatch(address -> address.getPort() == port);
    }

    /** Asks {@code path} once. Empty: it answered with a success, or with 404, or with anything if {@code anyStatus}. */
    public Optional<StartFailure> awaitAnswer(String path, boolean anyStatus) {
        var left = Duration.ofNanos(startMax.toNanos() - (System.nanoTime() - began));
        try {
            int status = Probe.get(running.dialer(port), path, left.isPositive() ? left : CONNECT);
            boolean good = anyStatus || status / 100 == 2 || status == 404;
            return good
                    ? Optional.empty()
                    : Optional.of(new StartFailure(
                            "The program answered " + path + " with status " + status,
                            "Make " + path + " answer 200, or remove its handler.",
                            output.get()));
        } catch (IOException noAnswer) {
            return Optional.of(noAnswer(path));
        }
    }

    private StartFailure noAnswer(String path) {
        // It breaks the connection while it dies: the exit tells more than the connection.
        var exit = running.exit()
                .<Optional<Exit>>thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), CONNECT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return exit.map(this::ended)
                .orElseGet(() -> new StartFailure(
                        "The program listens, but did not answer " + path + " within " + startMax.toSeconds() + " s",
                        "Look at its log: it may be waiting for something that is not there.",
                        output.get()));
    }

    private StartFailure ended(Exit exit) {
        return ExitReason.failure(exit, output.get());
    }

    private StartFailure notOnPort() {
        var elsewhere = running.listening().stream()
                .map(InetSocketAddress::getPort)
                .distinct()
                .sorted()
                .toList();
        if (elsewhere.isEmpty()) {
            return new StartFailure(
                    "The program did not listen on $PORT within " + startMax.toSeconds() + " s",
                    "Let it listen on the port in the environment variable PORT, on 127.0.0.1 or on all addresses.",
                    output.get());
        }
        return new StartFailure(
                "The program listens on port " + elsewhere.getFirst() + ", not on $PORT",
                "Let it take its port from the environment variable PORT; it was " + port + " this time.",
                output.get());
    }
}
