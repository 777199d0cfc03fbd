package io.ironstead.console.agentlink;

import io.ironstead.console.security.RefusedException;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Brings what machines answer to those who asked, by number. */
@Component
class Replies {
    // A courtesy: a few more get in when they ask at the very same moment.
    private static final int TAILS_MAX = 200;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, OpenTail> tails = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<String>> buildLogs = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<ToConsole.DatastoreAnswer>> datastore = new ConcurrentHashMap<>();

    private record OpenTail(SiteName site, Consumer<ToConsole.Lines> reader) {}

    /** @throws RefusedException when too many are open */
    long openTail(SiteName site, Consumer<ToConsole.Lines> reader) {
        if (tails.size() >= TAILS_MAX) {
            throw new RefusedException(
                    "The console follows " + TAILS_MAX + " logs already, as many as it may.",
                    "Close one of them, or try again in a while.");
        }
        long id = numbers.incrementAndGet();
        tails.put(id, new OpenTail(site, reader));
        return id;
    }

    /** The open tails for a machine that has just connected: it has ended those of its last call. New lines only. */
    List<ToNode.Tail> openTails() {
        return tails.entrySet().stream()
                .map(tail -> new ToNode.Tail(tail.getKey(), tail.getValue().site(), 0))
                .toList();
    }

    void closeTail(long id) {
        tails.remove(id);
    }

    long openBuildLog(CompletableFuture<String> answer) {
        long id = numbers.incrementAndGet();
        buildLogs.put(id, answer);
        answer.whenComplete((text, broken) -> buildLogs.remove(id));
        return id;
    }

    /** Forgotten when the answer is there, or nobody waits for it any more. */
    long openDatastoreCall(CompletableFuture<ToConsole.DatastoreAnswer> answer) {
        long id = numbers.incrementAndGet();
        datastore.put(id, answer);
        answer.whenComplete((said, broken) -> datastore.remove(id));
        return id;
    }

    void datastore(ToConsole.DatastoreAnswer said) {
        Optional.ofNullable(datastore.get(said.requestId())).ifPresent(answer -> answer.complete(said));
    }

    void lines(ToConsole.Lines lines) {
        Optional.ofNullable(tails.get(lines.tailId()))
                .ifPresent(tail -> tail.reader().accept(lines));
    }

    /** Machines that never built it answer with an empty text: they do not count while another may know more. */
    void buildLog(ToConsole.BuildLog built) {
        var answer = buildLogs.get(built.requestId());
        if (answer != null && !built.text().isEmpty()) {
            answer.complete(built.text());
        }
    }
}
