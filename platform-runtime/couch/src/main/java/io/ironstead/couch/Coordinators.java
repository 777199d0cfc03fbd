package io.ironstead.couch;

import io.ironstead.couch.Coordinator.Outcome;
import io.ironstead.couch.Coordinator.Request;
import io.ironstead.model.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes that may be asked. One that did not answer is left alone for a while, unless the others fail too. */
final class Coordinators implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Coordinators.class);

    /** Whether a request may be sent again when nobody knows if it arrived. */
    enum Repeat {
        /** Asking twice is as good as asking once: reads, and writes that name their own revision. */
        ALWAYS,
        /** Only while it cannot have reached a server. */
        UNSENT
    }

    private final List<Coordinator> coordinators;
    private final List<String> names;
    private final AtomicLongArray retreatUntil;
    private final Duration retreat;
    private final ScheduledThreadPoolExecutor timer;

    private Coordinators(
            List<? extends Coordinator> coordinators,
            List<String> names,
            Duration retreat,
            ScheduledThreadPoolExecutor timer) {
        this.coordinators = List.copyOf(coordinators);
        this.names = names;
        this.retreat = retreat;
        this.timer = timer;
        retreatUntil = new AtomicLongArray(coordinators.size());
        for (int i = 0; i < coordinators.size(); i++) {
            retreatUntil.set(i, System.nanoTime());
        }
    }

    static Coordinators over(CouchSettings settings) {
        var timer = timer();
        return new Coordinators(
                settings.coordinators().stream()
                        .map(address -> new HttpCoordinator(address, settings, timer))
                        .toList(),
                settings.coordinators().stream().map(URI::toString).toList(),
                settings.retreat(),
                timer);
    }

    static Coordinators within(CouchInProcess server, int answerBytesMax) {
        return new Coordinators(
                List.of(new InProcessCoordinator(server, answerBytesMax)),
                List.of("in this process"),
                Duration.ZERO,
                timer());
    }

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("couch-deadlines").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Asks one coordinator after the other, each at most once, until one answers or the request may not be repeated. */
    Outcome ask(Request request, Repeat repeat, Deadline deadline) {
        Outcome last = new Outcome.NeverSent("there is no coordinator");
        for (int index : order()) {
            last = coordinators.get(index).ask(request, share(deadline, repeat));
            switch (last) {
                case Outcome.Answered(Answer answer)
                when !answer.isServerFailure() || repeat == Repeat.UNSENT -> {
                    return last;
                }
                case Outcome.Answered _ -> {}
                case Outcome.NeverSent(String why) -> retreat(index, why);
                case Outcome.Lost(String why) -> {
                    retreat(index, why);
                    if (repeat == Repeat.UNSENT) {
                        return last;
                    }
                }
            }
            if (deadline.isOver()) {
                return last;
            }
        }
        return last;
    }

    /** A silent coordinator may not use up the time of a request that another one could still answer. */
    private Deadline share(Deadline deadline, Repeat repeat) {
        return repeat == Repeat.UNSENT || coordinators.size() == 1
                ? deadline
                : Deadline.in(deadline.left().dividedBy(2));
    }

    private List<Integer> order() {
        long now = System.nanoTime();
        var order = new ArrayList<Integer>();
        var retreating = new ArrayList<Integer>();
        for (int i = 0; i < coordinators.size(); i++) {
            (retreatUntil.get(i) - now > 0 ? retreating : order).add(i);
        }
        order.addAll(retreating);
        return order;
    }

    private void retreat(int index, String why) {
        long now = System.nanoTime();
        if (retreatUntil.getAndSet(index, now + retreat.toNanos()) - now <= 0) {
            log.atWarn()
                    .addKeyValue("coordinator", names.get(index))
                    .addKeyValue("why", why)
                    .log("CouchDB node did not answer");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        coordinators.forEach(Coordinator::close);
    }
}
