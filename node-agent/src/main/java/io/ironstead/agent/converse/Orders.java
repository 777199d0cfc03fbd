package io.ironstead.agent.converse;

import io.ironstead.agent.link.ConsoleLink;
import io.ironstead.agent.supervise.Supervisor;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys the console's messages. None of them is waited for: what takes long runs on a thread of its own. */
public final class Orders implements ConsoleLink.Listener, AutoCloseable {
    /** Logs sent at the same time; each costs a thread and a part of the way to the console. */
    static final int TAILS_MAX = 32;

    static final int DATA_CALLS_MAX = 16;

    private static final int TAIL_LINES_MAX = 10_000;
    private static final int BUILD_LOG_CHARS_MAX = 1024 * 1024;
    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    private final Supplier<ToConsole.Hello> hello;
    private final Supervisor supervisor;
    private final Workshop workshop;
    private final DataDesk data;
    private final Membership membership;
    private final Semaphore dataCalls = new Semaphore(DATA_CALLS_MAX);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Workshop.Reading> tails = new HashMap<>();

    /**
     * @param membership hears whether this machine is in the pool; must not block
     */
    public Orders(
            Supplier<ToConsole.Hello> hello,
            Supervisor supervisor,
            Workshop workshop,
            DataDesk data,
            Membership membership) {
        this.hello = hello;
        this.supervisor = supervisor;
        this.workshop = workshop;
        this.data = data;
        this.membership = membership;
    }

    @Override
    public ToConsole.Hello hello() {
        return hello.get();
    }

    @Override
    public void connected() {
        membership.accepted();
    }

    @Override
    public void refused() {
        membership.refused();
    }

    @Override
    public void received(ToNode message, Consumer<ToConsole> reply) {
        switch (message) {
            case ToNode.Desired(var state) -> {
                if (supervisor.desire(state) == Supervisor.Answer.OLDER) {
                    log.atWarn()
                            .addKeyValue("revision", state.revision())
                            .log("The console sent an older desired state");
                    reply.accept(new ToConsole.Refused(
                            "Desired", "Revision " + state.revision() + " is older than the one this node has."));
                }
            }
            case ToNode.Tail tail -> begin(tail, reply);
            case ToNode.EndTail(var tailId) -> end(tailId);
            case ToNode.SendBuildLog request ->
                Thread.ofVirtual().name("build-log").start(() -> sendBuildLog(request, reply));
            case ToNode.DatastoreCall call -> answer(call, reply);
            case ToNode.Retire(var instance) -> workshop.retire(instance);
            case ToNode.Leave() -> {
                log.atInfo().log("The console removed this machine from the pool");
                membership.ended();
            }
            case ToNode.Unknown() ->
                reply.accept(new ToConsole.Refused(
                        "a message of a kind this agent does not know",
                        "Bring this node's agent to the console's release."));
        }
    }

    private void begin(ToNode.Tail tail, Consumer<ToConsole> reply) {
        lock.lock();
        try {
            if (tails.containsKey(tail.tailId())) {
                return;
            }
            if (tails.size() >= TAILS_MAX) {
                reply.accept(new ToConsole.Refused(
                        "Tail", "This node sends " + TAILS_MAX + " logs already; close one of them first."));
                return;
            }
            int lines = Math.clamp(tail.lastLines(), 0, TAIL_LINES_MAX);
            tails.put(
                    tail.tailId(),
                    workshop.tail(
                            tail.site(),
                            lines,
                            (taken, skipped) -> reply.accept(new ToConsole.Lines(tail.tailId(), taken, skipped))));
        } finally {
            lock.unlock();
        }
    }

    private void end(long tailId) {
        lock.lock();
        try {
            var reading = tails.remove(tailId);
            if (reading != null) {
                reading.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void answer(ToNode.DatastoreCall call, Consumer<ToConsole> reply) {
        if (!dataCalls.tryAcquire()) {
            reply.accept(new ToConsole.DatastoreAnswer(
                    call.requestId(),
                    503,
                    DataDesk.error(
                            503,
                            "UNAVAILABLE",
                            "This node answers " + DATA_CALLS_MAX + " calls of the console already.")));
            return;
        }
        Thread.ofVirtual().name("datastore-call").start(() -> {
            try {
                var said = data.call(call.site(), call.method(), call.body());
                reply.accept(new ToConsole.DatastoreAnswer(call.requestId(), said.status(), said.json()));
            } finally {
                dataCalls.release();
            }
        });
    }

    private void sendBuildLog(ToNode.SendBuildLog request, Consumer<ToConsole> reply) {
        var text = workshop.buildLog(request.bundle());
        var end = text.substring(Math.max(0, text.length() - BUILD_LOG_CHARS_MAX));
        reply.accept(new ToConsole.BuildLog(request.requestId(), request.bundle(), end));
    }

    /** Nobody reads the tails any more. */
    @Override
    public void lost() {
        lock.lock();
        try {
            tails.values().forEach(Workshop.Reading::close);
            tails.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lost();
    }
}
