package io.ironstead.console.agentlink;

import io.ironstead.model.control.ToConsole;
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
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Consumer<ToConsole.Lines>> tails = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<String>> buildLogs = new ConcurrentHashMap<>();

    long openTail(Consumer<ToConsole.Lines> reader) {
        long id = numbers.incrementAndGet();
        tails.put(id, reader);
        return id;
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

    void lines(ToConsole.Lines lines) {
        Optional.ofNullable(tails.get(lines.tailId())).ifPresent(reader -> reader.accept(lines));
    }

    /** Machines that never built it answer with an empty text: they do not count while another may know more. */
    void buildLog(ToConsole.BuildLog built) {
        var answer = buildLogs.get(built.requestId());
        if (answer != null && !built.text().isEmpty()) {
            answer.complete(built.text());
        }
    }
}
